import { render } from '@testing-library/react'
import { Fragment, StrictMode, Suspense, use, useState } from 'react'
import { expect, test, vi } from 'vitest'
import { useEvent, useFold, usePresence, usePresenceEvent, useRoom, useWebSocket } from 'wirehooks'
import { createRoom, type Room } from './room'

interface Events {
  NEWS: number
}

/** A child with a button: a click has it suspend, and with it the whole tree, until `resume`. */
function createSlow() {
  let resume = (): void => {}

  function suspended(): Promise<void> {
    return new Promise((resolve) => {
      resume = resolve
    })
  }

  function Slow() {
    const [promise, setPromise] = useState<Promise<void> | null>(null)
    if (promise) use(promise)
    return <button onClick={() => setPromise(suspended())}>suspend</button>
  }

  return { Slow, resume: () => resume() }
}

/** What the server heard over all links, without the words of the presence protocol: `presence enter`. */
async function heardIn(room: Room): Promise<readonly string[]> {
  return (await room.log()).map((line) => {
    if (!line.startsWith('{')) return line
    const { type, payload } = JSON.parse(line) as { type: string; payload: string | { kind: string } }
    return `${type} ${typeof payload === 'object' ? payload.kind : payload}`
  })
}

for (const [name, Wrapper] of [
  ['plain', Fragment],
  ['StrictMode', StrictMode],
] as const) {
  test(`the server sees nothing of a tree that suspends again for 2 s (${name})`, { timeout: 20_000 }, async () => {
    const room = createRoom()
    const { Slow, resume } = createSlow()
    const heard: number[] = []
    const seen: string[] = []

    function Chat() {
      const chat = useWebSocket<Events>(room.url)
      const lobby = useRoom(chat, 'lobby')
      const presence = usePresence(chat, { key: 'ann', initial: {} })
      const count = useFold(chat, 'NEWS', (sum) => sum + 1, 0)
      useEvent(chat, 'NEWS', (data) => void heard.push(data))
      return (
        <output>
          {chat.status} {lobby.status} {presence.status} {count}
        </output>
      )
    }

    /** Somebody else, over a link of their own. */
    function Watcher() {
      const presence = usePresence(useWebSocket(room.url, { key: 'watcher' }), { key: 'bob', initial: {} })
      usePresenceEvent(presence, 'join', ({ key }) => void seen.push(`join ${key}`))
      usePresenceEvent(presence, 'leave', ({ key }) => void seen.push(`leave ${key}`))
      return <i>{presence.others.map(({ key, status }) => `${key} ${status}`).join()}</i>
    }

    const watcher = render(<Watcher />)
    await room.until({ open: 1 })
    const { container } = render(
      <Wrapper>
        <Suspense fallback={<b>waiting</b>}>
          <Chat />
          <Slow />
        </Suspense>
      </Wrapper>,
    )
    await vi.waitFor(() => expect(container.querySelector('output')?.textContent).toBe('open joined present 0'))
    await vi.waitFor(() => expect(watcher.container.textContent).toBe('ann online'))
    const before = await heardIn(room)
    expect(before.filter((line) => !line.startsWith('presence'))).toEqual([
      'dial (0 open)',
      'open',
      'dial (1 open)',
      'open',
      'join lobby',
    ])
    expect(before.filter((line) => line.startsWith('presence'))).toEqual(['presence enter', 'presence enter'])

    const seenBefore = [...seen]

    container.querySelector('button')?.click()
    await vi.waitFor(() => expect(container.querySelector('b')?.textContent).toBe('waiting'))
    const suspendedAt = performance.now()
    for (const number of [1, 2, 3, 4, 5, 6]) {
      // oxlint-disable-next-line eslint/no-await-in-loop
      await room.emit('NEWS', number)
    }
    await vi.waitFor(() => expect(performance.now() - suspendedAt).toBeGreaterThan(2000), { timeout: 5000 })
    expect(container.querySelector('b')?.textContent).toBe('waiting')
    expect(heard).toEqual([1, 2, 3, 4, 5, 6])
    resume()
    await vi.waitFor(() => expect(container.querySelector('output')?.textContent).toBe('open joined present 6'))
    expect(await heardIn(room)).toEqual(before)
    expect(seen).toEqual(seenBefore)
    expect(watcher.container.textContent).toBe('ann online')
  })
}
