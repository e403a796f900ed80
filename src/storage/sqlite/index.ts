export { isSqlite } from './database.ts'
export type { SqliteStorage } from './open.ts'
export { openSqlite } from './open.ts'
