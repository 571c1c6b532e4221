import { renderToString } from 'react-dom/server'
import { describe, expect, test, vi } from 'vitest'
import { connections, useLatest, useMessages } from 'wirehooks'
import { refuseComplaints } from '../react/support/complaints'
import { stage } from './support/stage'
import { transports } from './support/transports'

describe.each(transports)('$name', (adapter) => {
  test('is idle on the server, and opens nothing', async (context) => {
    refuseComplaints()
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const token = vi.fn<() => string>(() => 'secret')
    const before = process.getActiveResourcesInfo()

    function Live() {
      const link = adapter.useLink(far.url, { patience: 1000 })
      const authenticated = adapter.useLink(far.url, { token })
      const none = adapter.useLink(null, {})
      const values = [link.status, authenticated.status, none.status, link.lastMessage, link.queue.count]
      return <p>{JSON.stringify([...values, useLatest(link, 'NEWS'), useMessages(link, 'NEWS')])}</p>
    }

    const page = renderToString(<Live />).replaceAll('&quot;', '"')
    expect(page).toBe('<p>["idle","idle","idle",null,0,null,[]]</p>')
    expect(process.getActiveResourcesInfo()).toEqual(before)
    expect(connections.getState()).toEqual([])
    expect(token).not.toHaveBeenCalled()
    // Whatever the page had sent would have come before this.
    await connect(far).reaches('open')
    expect(far.visits).toHaveLength(1)
  })
})
