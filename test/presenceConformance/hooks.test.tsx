// @vitest-environment jsdom
import { cleanup, configure, fireEvent, render } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useAway, useConnection, useOthers, usePresence, usePresenceEvent } from 'wirehooks'
import { refuseComplaints } from '../react/support/complaints'
import * as backends from './backends'
import type { Adapter } from './support/adapter'
import { eventually } from './support/eventually'
import type { Mood } from './support/guest'
import { channel, type Line, open, quickly } from './support/house'
import { overEach } from './support/overEach'
import { quiet } from './support/quiet'

// What comes from the network comes when it comes, and not inside of `act`.
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
configure({ asyncUtilTimeout: 8000 })

afterEach(cleanup)

interface SomebodyProps {
  adapter: Adapter
  line: Line
  name?: string | null
  turn?: number
  awayAfter?: number
  onEvent?: (key: string) => void
}

function Somebody({
  adapter: { backend, transport },
  line,
  name = 'ann',
  turn = 0,
  awayAfter,
  onEvent,
}: SomebodyProps) {
  const connection = useConnection(transport(line.url, channel), { ...quickly, linger: 100 })
  const presence = usePresence<Mood>(connection, {
    channel,
    key: name,
    initial: { turn },
    ...(backend && { backend }),
  })
  usePresenceEvent(presence, 'join', ({ key }) => onEvent?.(`${key} came`))
  usePresenceEvent(presence, 'leave', ({ key }) => onEvent?.(`${key} left`))
  useAway(presence, awayAfter === undefined ? {} : { after: awayAfter })
  const others = useOthers(presence, (all) => all.map(({ key, state }) => `${key}:${state.turn}`).join())
  return (
    <p>
      {presence.status} {presence.count} {others}
    </p>
  )
}

const texts = (container: HTMLElement) => Array.from(container.querySelectorAll('p'), ({ textContent }) => textContent)

overEach('in turn', Object.values(backends), (adapter) => {
  test('enters once for two hooks in StrictMode, and leaves once', async (context) => {
    refuseComplaints()
    const house = await open(adapter, context)
    const bob = await house.join('bob')
    const said = await quiet(house)
    const line = await house.line()
    const page = render(
      <StrictMode>
        <Somebody adapter={adapter} line={line} />
        <Somebody adapter={adapter} line={line} />
      </StrictMode>,
    )
    await eventually(() => expect(texts(page.container)).toEqual(['present 2 bob:0', 'present 2 bob:0']))
    await eventually(() => expect(bob.log).toEqual([['join', 'ann', 0]]))
    page.rerender(
      <StrictMode>
        <Somebody adapter={adapter} line={line} />
      </StrictMode>,
    )
    bob.presence.update({ turn: 1 })
    await eventually(() => expect(texts(page.container)).toEqual(['present 2 bob:1']))
    page.unmount()
    await eventually(() => expect(bob.log.slice(1)).toEqual([['leave', 'ann', 0]]))
    const words = house.heard.slice(said)
    expect(words.filter((word) => word === 'enter')).toHaveLength(1)
    expect(words.filter((word) => word === 'leave')).toHaveLength(1)
  })

  test('is somebody else with another key, and with none only looks on', async (context) => {
    refuseComplaints()
    const house = await open(adapter, context)
    const bob = await house.join('bob')
    const line = await house.line()
    const events: string[] = []
    const show = (name: string | null, turn: number) => (
      <Somebody adapter={adapter} line={line} name={name} turn={turn} onEvent={(event) => events.push(event)} />
    )
    const page = render(show('ann', 1))
    await eventually(() => expect(bob.log).toEqual([['join', 'ann', 1]]))
    page.rerender(show('anna', 2))
    await eventually(() => expect(bob.log).toHaveLength(3))
    expect(bob.log).toContainEqual(['join', 'anna', 2])
    expect(bob.log).toContainEqual(['leave', 'ann', 1])
    await eventually(() => expect(texts(page.container)).toEqual(['present 2 bob:0']))
    page.rerender(show(null, 3))
    await eventually(() => expect(bob.log.slice(3)).toEqual([['leave', 'anna', 2]]))
    bob.presence.update({ turn: 1 })
    await eventually(() => expect(texts(page.container)).toEqual(['present 1 bob:1']))
    page.rerender(show('ann', 4))
    await eventually(() => expect(bob.log.slice(4)).toEqual([['join', 'ann', 4]]))
    await eventually(() => expect(texts(page.container)).toEqual(['present 2 bob:1']))
    // Of itself it is told nothing, and bob was there before.
    expect(events).toEqual([])
  })

  test('is away when nobody touches the page, and back with the next key', async (context) => {
    refuseComplaints()
    const house = await open(adapter, context)
    const bob = await house.join('bob')
    const line = await house.line()
    const page = render(<Somebody adapter={adapter} line={line} awayAfter={1000} />)
    await eventually(() => expect(bob.other('ann')?.status).toBe('away'))
    fireEvent.keyDown(document.body, { key: 'a' })
    await eventually(() => expect(bob.other('ann')?.status).toBe('online'))
    await eventually(() => expect(bob.other('ann')?.status).toBe('away'))
    page.rerender(<Somebody adapter={adapter} line={line} awayAfter={60_000} />)
    await eventually(() => expect(bob.other('ann')?.status).toBe('online'))
    expect(bob.log[0]).toEqual(['join', 'ann', 0])
  })
})
