// @vitest-environment jsdom
import { renderHook, waitFor } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { connections, type Message } from 'wirehooks'
import { refuseComplaints } from '../react/support/complaints'
import { until } from '../support/until'
import { setUpPage } from './support/page'
import { stage } from './support/stage'
import { dialling } from './support/transports'

setUpPage()

describe.each(dialling)('$name', (adapter) => {
  test('one user signs out and another one signs in: the server knows the second alone', async (context) => {
    refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const { result, rerender } = renderHook(
      ({ user }) => adapter.useLink(far.url, { token: () => user, identity: user, linger: 0 }).status,
      { initialProps: { user: 'ann' } },
    )
    await waitFor(() => expect(result.current).toBe('open'))
    rerender({ user: 'ann' })
    rerender({ user: 'bob' })
    expect(result.current).not.toBe('open')
    await waitFor(() => expect(result.current).toBe('open'))
    await until(far, () => far.present.length === 1 && far.visits.length === 2)
    expect(far.visits.map(({ token, isHere }) => [token, isHere])).toEqual([
      ['ann', false],
      ['bob', true],
    ])
    expect(connections.getState()).toHaveLength(1)
  })

  test('two users have a link each, and neither hears what is for the other', async (context) => {
    const takeComplaints = refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const heard: unknown[] = []
    const users = ['ann', 'bob', 'ann'].map((user, index) =>
      renderHook(() =>
        adapter.useLink(far.url, {
          token: () => user,
          identity: user,
          linger: 0,
          onMessage: ({ data }: Message) => void heard.push(`${index} ${String(data)}`),
        }),
      ),
    )
    await waitFor(() => expect(users.map(({ result }) => result.current.status)).toEqual(['open', 'open', 'open']))
    await until(far, () => far.present.length === 2)
    expect(new Set(far.visits.map(({ token }) => token))).toEqual(new Set(['ann', 'bob']))
    for (const visit of far.present) visit.say('NEWS', `for ${visit.token}`)
    await waitFor(() => expect(heard).toHaveLength(3))
    expect(new Set(heard)).toEqual(new Set(['0 for ann', '1 for bob', '2 for ann']))
    expect(takeComplaints().filter(isUnexpected)).toEqual([])
  })

  test('credentials that a function gives are shared with nobody unless somebody says whose they are', async (context) => {
    const takeComplaints = refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const users = ['ann', 'bob'].map((user) =>
      renderHook(() => adapter.useLink(far.url, { token: () => user, linger: 0 }).status),
    )
    await waitFor(() => expect(users.map(({ result }) => result.current)).toEqual(['open', 'open']))
    await until(far, () => far.present.length === 2)
    expect(new Set(far.visits.map(({ token }) => token))).toEqual(new Set(['ann', 'bob']))
    expect(connections.getState()).toHaveLength(2)
    expect(takeComplaints().filter(isUnexpected)).toEqual([])
  })
})

/** Two event streams from a server that speaks HTTP/1.1, as the one of this suite does, are worth a warning. */
const isUnexpected = (complaint: string): boolean => !complaint.includes('HTTP/1.1')
