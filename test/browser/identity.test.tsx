import { render } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test, vi } from 'vitest'
import { type Delivery, useWebSocket } from 'wirehooks'
import { createRoom } from './room'

interface Sent {
  CHAT: string
}

for (const [name, urlOf] of [
  ['a plain url', (url: string) => url],
  ['a function', (url: string) => () => url],
] as const) {
  for (const isRemounted of [false, true]) {
    test(`the server sees the first user go before the second one comes (${name}, ${isRemounted ? 'another component' : 'the same component'})`, async () => {
      const room = createRoom()
      const Chat = ({ identity }: { identity: string }) => (
        <output>
          {identity} {useWebSocket(urlOf(room.url), { identity }).status}
        </output>
      )
      const app = (identity: string) => (
        <StrictMode>
          <Chat key={isRemounted ? identity : 'chat'} identity={identity} />
        </StrictMode>
      )
      const { container, rerender } = render(app('ann'))
      await vi.waitFor(() => expect(container.textContent).toBe('ann open'))
      rerender(app('bob'))
      await vi.waitFor(() => expect(container.textContent).toBe('bob open'))
      await room.until({ dials: 2, open: 1, closed: 1 })
      // When the second one dials, the first one has said goodbye already.
      const log = await room.log()
      expect(log.filter((line) => !line.startsWith('close'))).toEqual([
        'dial (0 open)',
        'open',
        'dial (0 open)',
        'open',
      ])
      expect(log.filter((line) => line.startsWith('close'))).toEqual(['close 1000'])
    })
  }
}

test('nothing that waits crosses over to the next user', async () => {
  const room = createRoom()
  await room.hold()
  const deliveries: Promise<Delivery>[] = []

  function Chat({ identity }: { identity: string }) {
    const { status, emit } = useWebSocket<object, Sent>(room.url, { identity })
    return (
      <button
        onClick={() => {
          deliveries.push(emit('CHAT', `from ${identity}`))
        }}
      >
        {identity} {status}
      </button>
    )
  }

  const { container, rerender } = render(<Chat identity="ann" />)
  const button = container.querySelector('button')
  await room.until({ dials: 1 })
  button?.click()
  rerender(<Chat identity="bob" />)
  button?.click()
  // A browser opens one socket to a host after the other: the second one is dialled when the first one is through.
  await room.release()
  await vi.waitFor(() => expect(container.textContent).toBe('bob open'))
  await room.until({ open: 1, closed: 1 })
  expect(await Promise.all(deliveries)).toEqual([{ outcome: 'closed' }, { outcome: 'sent' }])
  await vi.waitFor(async () =>
    expect((await room.log()).filter((line) => line.startsWith('{'))).toEqual(['{"type":"CHAT","payload":"from bob"}']),
  )
})
