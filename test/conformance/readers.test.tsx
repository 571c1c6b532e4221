// @vitest-environment jsdom
import { renderHook, waitFor } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { type Message, useEvent, useFold, useLatest, useMessages } from 'wirehooks'
import { refuseComplaints } from '../react/support/complaints'
import { countRenders } from '../react/support/setUp'
import { setUpPage } from './support/page'
import { stage } from './support/stage'
import { transports } from './support/transports'

const burst = Array.from({ length: 2000 }, (_, index) => index)

setUpPage()

describe.each(transports)('$name', (adapter) => {
  test('shows every reader all of a burst of 2,000, in order, in far fewer renders', async (context) => {
    refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const heard: unknown[] = []
    const messages: Message[] = []
    const { wrapper, take } = countRenders()

    function useReaders() {
      const link = adapter.useLink(far.url, { linger: 0, onMessage: (message: Message) => void messages.push(message) })
      useEvent(link, 'COUNT', (data) => void heard.push(data))
      return {
        status: link.status,
        folded: useFold(link, 'COUNT', (all: readonly unknown[], data) => [...all, data], []),
        latest: useLatest(link, 'COUNT'),
        last: useMessages(link, 'COUNT', { limit: 3 }),
        all: useMessages(link, 'COUNT', { limit: 5000 }),
        message: link.lastMessage,
      }
    }

    const { result } = renderHook(useReaders, { wrapper })
    await waitFor(() => expect(result.current.status).toBe('open'))
    for (const count of burst) far.present[0]?.say('COUNT', count)
    await waitFor(() => expect(result.current.latest).toBe(1999))
    expect(result.current).toEqual({
      status: 'open',
      folded: burst,
      latest: 1999,
      last: [1997, 1998, 1999],
      all: burst,
      message: { event: 'COUNT', data: 1999 },
    })
    expect(heard).toEqual(burst)
    expect(messages).toEqual(burst.map((data) => ({ event: 'COUNT', data })))
    expect(take()).toBeLessThan(200)
  })
})
