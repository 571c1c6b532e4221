import { render } from '@testing-library/react'
import { memo, Profiler } from 'react'
import { expect, test, vi } from 'vitest'
import {
  type ConnectionView,
  json,
  useConnectionStatus,
  useEvent,
  useFold,
  useLatest,
  useMessages,
  useWebSocket,
} from 'wirehooks'
import { createRoom } from './room'

interface Tick {
  count: number
}

interface ServerEvents {
  TICK: Tick
  END: unknown
}

interface ClientEvents {
  BURST: number
}

const many = 20_000

function countFrames(): () => number {
  let frames = 0
  let request = requestAnimationFrame(count)
  function count(): void {
    frames += 1
    request = requestAnimationFrame(count)
  }
  return () => {
    cancelAnimationFrame(request)
    return frames
  }
}

test(`observes every one of ${many} messages and renders at most once a frame`, { timeout: 20_000 }, async () => {
  const room = createRoom()
  const seen: number[] = []
  const events: number[] = []
  const folded = vi.fn<(sum: number) => void>()
  let kept: readonly Tick[] = []
  let view: ConnectionView<ServerEvents, ClientEvents> | undefined
  let renders = 0

  function Feed() {
    const feed = useWebSocket<ServerEvents, ClientEvents>(room.url, {
      onOpen: () => {
        view = feed
      },
      onMessage: ({ event, data }) => event === 'TICK' && seen.push(data.count),
    })
    const sum = useFold(feed, 'TICK', (total, { count }) => total + count, 0)
    const list = useMessages(feed, 'TICK', { limit: many })
    const latest = useLatest(feed, 'TICK', ({ count }) => count)
    useEvent(feed, 'TICK', ({ count }) => events.push(count))
    const isOver = useFold(feed, 'END', () => true, false)
    useEvent(feed, 'END', () => folded(sum))
    return <Result list={list}>{`${feed.status} ${sum} ${list.length} ${latest} ${isOver}`}</Result>
  }

  function Result({ list, children }: { list: readonly Tick[]; children: string }) {
    return (
      <output
        ref={() => {
          kept = list
        }}
      >
        {children}
      </output>
    )
  }

  const { container } = render(
    <Profiler id="feed" onRender={() => (renders += 1)}>
      <Feed />
    </Profiler>,
  )
  await vi.waitFor(() => expect(container.textContent).toMatch(/^open/))
  renders = 0
  const stopCounting = countFrames()
  void view?.emit('BURST', many)
  await vi.waitFor(() => expect(container.textContent).toMatch(/true$/), { timeout: 15_000 })
  const frames = stopCounting()

  const all = Array.from({ length: many }, (_, count) => count)
  expect(container.textContent).toBe(`open ${(many * (many - 1)) / 2} ${many} ${many - 1} true`)
  expect(seen).toEqual(all)
  expect(events).toEqual(all)
  expect(kept.map(({ count }) => count)).toEqual(all)
  expect(folded).toHaveBeenCalledOnce()
  expect(renders).toBeGreaterThan(0)
  expect(renders).toBeLessThanOrEqual(frames + 2)
})

test('renders only the component that wants the message', async () => {
  const room = createRoom()
  const symbols = Array.from({ length: 200 }, (_, index) => `S${index}`)
  const rendered: string[] = []
  type Prices = Record<string, { price: number }>
  const codec = json({ event: ({ symbol }: { symbol?: string }) => symbol })

  const Price = memo(function Price({ feed, symbol }: { feed: ConnectionView<Prices>; symbol: string }) {
    return <i>{useLatest(feed, symbol, ({ price }) => price)}</i>
  })

  function Board() {
    const feed = useWebSocket<Prices>(room.url, { codec })
    return (
      <>
        <Profiler id="status" onRender={(id) => rendered.push(id)}>
          <Banner feed={feed} />
        </Profiler>
        {symbols.map((symbol) => (
          <Profiler key={symbol} id={symbol} onRender={(id) => rendered.push(id)}>
            <Price feed={feed} symbol={symbol} />
          </Profiler>
        ))}
      </>
    )
  }

  function Banner({ feed }: { feed: ConnectionView<Prices> }) {
    return <output>{useConnectionStatus(feed)}</output>
  }

  const { container } = render(
    <Profiler id="board" onRender={() => rendered.push('board')}>
      <Board />
    </Profiler>,
  )
  await vi.waitFor(() => expect(container.querySelector('output')?.textContent).toBe('open'))
  rendered.length = 0
  const send = (symbol: string, price: number): Promise<unknown> => room.send({ symbol, price })
  await send('S7', 70)
  await vi.waitFor(() => expect(container.querySelectorAll('i')[7]?.textContent).toBe('70'))
  await send('S7', 71)
  await send('S9', 90)
  await vi.waitFor(() => expect(container.querySelectorAll('i')[9]?.textContent).toBe('90'))
  expect(container.querySelectorAll('i')[7]?.textContent).toBe('71')
  // The profiler around the board sees every render below it.
  expect(rendered.filter((id) => id !== 'board')).toEqual(['S7', 'S7', 'S9'])
})
