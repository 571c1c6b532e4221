// @vitest-environment jsdom
import { renderHook, waitFor } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { connections } from 'wirehooks'
import { createFakeClock } from 'wirehooks/testing'
import { refuseComplaints } from '../react/support/complaints'
import { until } from '../support/until'
import { setUpPage } from './support/page'
import { stage } from './support/stage'
import { dialling, transports } from './support/transports'

setUpPage()

describe.each(transports)('$name', (adapter) => {
  test('is one link for two users, until a second after the last has left', async (context) => {
    refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const clock = createFakeClock()
    const use = () => adapter.useLink(far.url, { clock })
    const [one, other] = [renderHook(use), renderHook(use)]
    await waitFor(() => expect([one.result.current.status, other.result.current.status]).toEqual(['open', 'open']))
    expect(one.result.current.connection).toBe(other.result.current.connection)
    expect(connections.getState()).toHaveLength(1)
    one.unmount()
    await clock.advance(60_000)
    expect(other.result.current.status).toBe('open')
    other.unmount()
    await clock.advance(999)
    expect(connections.getState()).toHaveLength(1)
    expect(far.present).toHaveLength(1)
    await clock.advance(1)
    expect(connections.getState()).toEqual([])
    await until(far, () => far.sockets === 0)
    expect(far.visits).toHaveLength(1)
    expect(clock.timers).toBe(0)
  })

  test('keeps the link for a user that comes before the second is over', async (context) => {
    refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const clock = createFakeClock()
    const use = () => adapter.useLink(far.url, { clock }).status
    const first = renderHook(use)
    await waitFor(() => expect(first.result.current).toBe('open'))
    first.unmount()
    await clock.advance(999)
    const second = renderHook(use)
    await clock.advance(60_000)
    expect(second.result.current).toBe('open')
    expect(far.visits.map(({ isHere }) => isHere)).toEqual([true])
    second.unmount()
    await clock.advance(1000)
    await until(far, () => far.sockets === 0)
  })
})

describe.each(dialling)('$name', (adapter) => {
  test('uses the options of the component that holds it longest, and says which of the others differ', async (context) => {
    const takeComplaints = refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const use = (attempts: number) => adapter.useLink(far.url, { backoff: { attempts }, linger: 0 })
    const first = renderHook(() => use(0))
    const second = renderHook(() => use(5))
    await waitFor(() => expect(second.result.current.status).toBe('open'))
    expect(takeComplaints()).toEqual([expect.stringMatching(/share .*, and their option "backoff" differs\./)])
    far.present[0]?.cut()
    await waitFor(() => expect(second.result.current.status).toBe('failed'))
    expect(first.result.current.status).toBe('failed')
    second.result.current.reconnect()
    await waitFor(() => expect(first.result.current.status).toBe('open'))
    second.result.current.close()
    await waitFor(() => expect(first.result.current.status).toBe('closed'))
    first.result.current.open()
    await waitFor(() => expect(second.result.current.status).toBe('open'))
    expect(far.visits).toHaveLength(3)
  })
})
