export type { SqliteOptions, SqliteStorage } from './open.ts'
export { openSqlite } from './open.ts'
