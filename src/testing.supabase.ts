/**
 * A fake Supabase client, for component tests.
 *
 * @module wirehooks/testing/supabase
 */

export type { HasTables } from './table/tableClient'
export type { FakePerson, FakePresence } from './testing/presence/people'
export { createFakeMembers, type FakeMembers } from './testing/supabase/createFakeMembers'
export { createFakeSupabase, type FakeSupabase, type FakeSupabaseOptions } from './testing/supabase/createFakeSupabase'
export type { FakeAnswer, FakeQuery } from './testing/supabase/fakeQuery'
export type { FakeChange, FakeRow, FakeTable } from './testing/supabase/fakeTable'
export type { FakeListener, FakePresent, FakeTopic } from './testing/supabase/fakeTopic'
