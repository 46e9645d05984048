export { balance, type Balance } from './balance.ts';
export {
  type BalanceLine,
  type CounterLine,
  type Entry,
  type Line,
  requireBalanced,
  type SourceType,
} from './entry.ts';
export { foldBalances } from './fold.ts';
export { post } from './post.ts';
export { LedgerTables1700000001000 } from './tables.ts';
