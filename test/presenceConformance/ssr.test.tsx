import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { connections, useConnection, useOthers, usePresence } from 'wirehooks'
import { refuseComplaints } from '../react/support/complaints'
import * as backends from './backends'
import { eventually } from './support/eventually'
import { channel, open } from './support/house'
import { overEach } from './support/overEach'

overEach('in turn', Object.values(backends), (adapter) => {
  test('is outside on the server, and opens nothing', async (context) => {
    refuseComplaints()
    const house = await open(adapter, context)
    const { url } = await house.line()
    const before = process.getActiveResourcesInfo()

    function Board({ name }: { name: string | null }) {
      const connection = useConnection(adapter.transport(url, channel))
      const { backend } = adapter
      const presence = usePresence(connection, {
        channel,
        key: name,
        initial: { turn: 3 },
        ...(backend && { backend }),
      })
      const others = useOthers(presence, (all) => all.length)
      const { status, count, self } = presence
      return <p>{JSON.stringify([status, count, self.key, self.state, self.status, self.since, others])}</p>
    }

    const render = (name: string | null) => renderToString(<Board name={name} />).replaceAll('&quot;', '"')
    expect(render('ann')).toBe('<p>["outside",0,"ann",{"turn":3},"stale",0,0]</p>')
    expect(render('ann')).toBe(render('ann'))
    expect(render(null)).toBe('<p>["outside",0,"",{"turn":3},"stale",0,0]</p>')
    expect(process.getActiveResourcesInfo()).toEqual(before)
    expect(connections.getState()).toEqual([])
    // Whatever the page had said would have come before this.
    const bob = await house.join('bob')
    expect(bob.state.count).toBe(1)
    // What says that Bob is there may come before what he said.
    await eventually(() => expect(house.heard.filter((word) => word === 'enter')).toHaveLength(1))
  })
})
