export * from './infrastructure/servers.ts';
export * from './units.ts';
