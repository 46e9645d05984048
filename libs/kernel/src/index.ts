export * from './clock.ts';
export * from './errors.ts';
export * from './ids.ts';
export * from './json.ts';
export * from './metadata.ts';
export * from './money.ts';
export * from './params.ts';
export * from './status.ts';
