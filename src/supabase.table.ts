/**
 * The rows of a query, kept as the database has them. Needs `@supabase/supabase-js`.
 *
 * @module wirehooks/supabase/table
 */
'use client'

export {
  useSupabaseTable,
  type SupabaseTable,
  type TableChannel,
  type TableConnectionOptions,
  type UseSupabaseTableOptions,
} from './react/useSupabaseTable'
export type { RowFilter } from './table/rowFilter'
export type { RowOrder, RowQuery } from './table/supabaseRows'
export type { HasTables } from './table/tableClient'
export type { TableState } from './table/liveTable'
export type { WriteResult } from './table/writes'
export type { RowsOf } from './react/useSupabaseChannel'
export type { SupabaseLike } from './transports/supabase'
