import { expect, it } from 'vitest'
import type { TestSupabaseOptions } from '../support/supabase/createTestSupabase'
import { tables } from './rows'
import { serve } from './stage'

const rows = [
  { id: 1, title: 'one', done: false },
  { id: 2, title: 'two', done: true },
  { id: 3, title: 'three', done: false },
]

/** The same for each database that can be had. */
export function restTests(database: NonNullable<TestSupabaseOptions['database']>): void {
  it('selects: columns, filters, order, ranges and counts', async (test) => {
    const supabase = await serve(test, { database, tables })
    const client = supabase.createClient()
    expect(await client.from('todos').insert(rows)).toMatchObject({ status: 201, error: null, data: null })
    const ids = async (query: PromiseLike<{ data: { id: number }[] | null; error: unknown }>): Promise<unknown> => {
      const { data, error } = await query
      return error ?? data?.map(({ id }) => id)
    }
    const todos = () => client.from('todos').select('id')
    expect((await client.from('todos').select().eq('id', 1)).data).toEqual([
      { ...rows[0], at: null, tags: null, extra: null },
    ])
    expect((await client.from('todos').select('name:title, done').eq('id', 1)).data).toEqual([
      { name: 'one', done: false },
    ])
    expect(await ids(todos().eq('done', true))).toEqual([2])
    expect(await ids(todos().neq('id', 2))).toEqual([1, 3])
    expect(await ids(todos().gt('id', 1).lte('id', 3))).toEqual([2, 3])
    expect(await ids(todos().gte('id', 2).lt('id', 3))).toEqual([2])
    expect(await ids(todos().in('title', ['one', 'th"r,ee', 'two']))).toEqual([1, 2])
    expect(await ids(todos().is('at', null).not('done', 'is', true))).toEqual([1, 3])
    expect(await ids(todos().ilike('title', 'T*'))).toEqual([2, 3])
    expect(await ids(todos().order('done').order('id', { ascending: false }))).toEqual([3, 1, 2])
    expect(await ids(todos().order('id').limit(2))).toEqual([1, 2])
    expect(await ids(todos().order('id').range(1, 2))).toEqual([2, 3])
    expect((await client.from('todos').select('*', { count: 'exact', head: true })).count).toBe(3)
    expect((await client.from('todos').select('id', { count: 'exact' }).limit(1)).count).toBe(3)
  })

  it('gives one row, or says that there is not one', async (test) => {
    const supabase = await serve(test, { database, tables })
    const client = supabase.createClient()
    await client.from('todos').insert(rows)
    const title = () => client.from('todos').select('title')
    expect((await title().eq('id', 1).single()).data).toEqual({ title: 'one' })
    expect((await title().eq('id', 9).maybeSingle()).data).toBeNull()
    expect(await title().eq('id', 9).single()).toMatchObject({ status: 406, error: { code: 'PGRST116' } })
    expect(await title().single()).toMatchObject({ status: 406, error: { code: 'PGRST116' } })
  })

  it('writes, and gives what it wrote when asked', async (test) => {
    const supabase = await serve(test, { database, tables })
    const client = supabase.createClient()
    const todos = () => client.from('todos')
    const { data, status } = await todos().insert({ title: 'new' }).select('id, title, done').single()
    expect([data, status]).toEqual([{ id: 1, title: 'new', done: false }, 201])
    expect(await todos().update({ done: true }).eq('id', 1)).toMatchObject({ status: 204, data: null })
    expect((await todos().update({ title: 'newer' }).eq('id', 1).select('title, done')).data).toEqual([
      { title: 'newer', done: true },
    ])
    expect((await todos().upsert({ id: 1, title: 'newest' }).select('title, done')).data).toEqual([
      { title: 'newest', done: true },
    ])
    expect((await todos().upsert({ id: 1, title: 'not' }, { ignoreDuplicates: true }).select()).data).toEqual([])
    expect((await todos().upsert({ id: 2, title: 'two' }, { onConflict: 'id' })).error).toBeNull()
    expect((await todos().delete().eq('id', 1).select('id')).data).toEqual([{ id: 1 }])
    expect((await todos().select('id')).data).toEqual([{ id: 2 }])
  })

  it('takes nothing that a user writes for SQL', async (test) => {
    const supabase = await serve(test, { database, tables })
    const client = supabase.createClient()
    const evil = `'); drop table todos; --"`
    expect((await client.from('todos').insert({ title: evil }).select('title').single()).data).toEqual({ title: evil })
    expect((await client.from('todos').select('title').eq('title', evil)).data).toEqual([{ title: evil }])
    expect(await client.from('todos').select().eq(evil, 1)).toMatchObject({ status: 400, error: { code: '42703' } })
    expect(await client.from('todos').select().order(`id" desc; drop table todos; --`)).toMatchObject({ status: 400 })
    expect((await client.from('todos').select('id')).data).toHaveLength(1)
  })

  it('says what is wrong as PostgREST does', async (test) => {
    const supabase = await serve(test, { database, tables })
    const client = supabase.createClient()
    const token = await supabase.token({ sub: '00000000-0000-4000-8000-00000000000a' })
    const user = supabase.createClient({ accessToken: () => Promise.resolve(token) })
    await client.from('todos').insert({ id: 1, title: 'one' })
    const problem = async (
      query: PromiseLike<{ status: number; error: { code: string } | null }>,
    ): Promise<unknown> => {
      const { status, error } = await query
      return [status, error?.code]
    }
    expect(await problem(client.from('todos').insert({ id: 1, title: 'again' }))).toEqual([409, '23505'])
    expect(await problem(client.from('todos').insert({ id: 2 }))).toEqual([400, '23502'])
    expect(await problem(client.from('todos').insert({ id: 'two', title: '' }))).toEqual([400, '22P02'])
    expect(await problem(client.from('nowhere').select())).toEqual([404, 'PGRST205'])
    expect(await problem(client.from('todos').select('nothing'))).toEqual([400, '42703'])
    expect(await problem(client.from('secrets').select())).toEqual([401, '42501'])
    expect(await problem(user.from('secrets').select())).toEqual([403, '42501'])
    expect(await problem(client.from('notes').insert({ body: 'x' }))).toEqual([401, '42501'])
    expect((await client.from('notes').select()).data).toEqual([])
    expect(await problem(client.from('todos').select('*, notes(*)'))).toEqual([400, 'PGRST100'])
    const late = await supabase.token({}, -1)
    const expired = supabase.createClient({ accessToken: () => Promise.resolve(late) })
    expect(await problem(expired.from('todos').select())).toEqual([401, 'PGRST303'])
  })

  it('answers no request without a key, and lets pages in', async (test) => {
    const supabase = await serve(test, { database, tables })
    expect((await fetch(`${supabase.url}/rest/v1/todos`)).status).toBe(401)
    const preflight = await fetch(`${supabase.url}/rest/v1/todos`, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'apikey, prefer' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('apikey, prefer')
  })
}
