import { act, render } from '@testing-library/react'
import * as fc from 'fast-check'
import { memo, StrictMode, Suspense, useEffect } from 'react'
import { expect, test } from 'vitest'
import { connections, useConnection, useEvent, useFold } from 'wirehooks'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { createSuspending } from './support/suspending'

/** What a person, a tree or a server does to two panels of one page. */
type Step =
  | 'show first'
  | 'hide first'
  | 'show second'
  | 'hide second'
  | 'remount first'
  | 'suspend'
  | 'resume'
  | 'sign in as Ann'
  | 'sign in as Bob'
  | 'message'
  | 'send'
  | 'drop'
  | 'close'
  | 'open'
  | 'throw at open'
  | 'wait a moment'
  | 'wait long'
  | 'sleep'
  | 'set the clock'

const steps = fc.constantFrom<Step>(
  'show first',
  'show first',
  'hide first',
  'show second',
  'hide second',
  'remount first',
  'suspend',
  'suspend',
  'resume',
  'resume',
  'sign in as Ann',
  'sign in as Bob',
  'message',
  'message',
  'message',
  'send',
  'drop',
  'close',
  'open',
  'throw at open',
  'wait a moment',
  'wait long',
  'sleep',
  'set the clock',
)

interface Page {
  readonly first: boolean
  readonly second: boolean
  /** How often each was mounted: a new number is a new component. */
  readonly firstMount: number
  readonly secondMount: number
  readonly identity: 'ann' | 'bob'
}

interface Panel {
  /** Data that its `useEvent` heard. */
  readonly heard: number[]
  /** Messages that were delivered while it was mounted and its connection open. */
  readonly expected: number[]
  count: number
  /** It signed in as somebody else, and its fold began anew. */
  isFoldedAnew: boolean
}

let plays = 0

async function play(story: readonly Step[], isStrict: boolean): Promise<void> {
  // A connection of an earlier play has that play's clock.
  const key = `histories ${(plays += 1)}`
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const transports = {
    ann: createFakeTransport({ key, identity: 'ann', opens: true }),
    bob: createFakeTransport({ key, identity: 'bob', opens: true }),
  }
  const { useSuspending, suspend, resume } = createSuspending()
  const panels = new Map<string, Panel>()
  const outcomes: (string | undefined)[] = []
  const errors: string[] = []
  let page: Page = { first: false, second: false, firstMount: 0, secondMount: 0, identity: 'ann' }
  let emit: ((data: number) => Promise<{ outcome: string }>) | undefined
  let close = (): void => {}
  let open = (): void => {}
  let throwsAtOpen = false
  let messages = 0

  function panelOf(name: string): Panel {
    const panel = panels.get(name) ?? { heard: [], expected: [], count: 0, isFoldedAnew: false }
    panels.set(name, panel)
    return panel
  }

  function Panel({ name, identity }: { name: string; identity: Page['identity'] }) {
    const chat = useConnection(transports[identity], {
      clock,
      network,
      onError: ({ code }) => errors.push(code),
      onOpen() {
        if (!throwsAtOpen) return
        throwsAtOpen = false
        throw new Error('mine')
      },
    })
    useEvent(chat, 'NEWS', (data) => void panelOf(name).heard.push(data as number))
    const count = useFold(chat, 'NEWS', (sum) => sum + 1, 0)
    useEffect(() => {
      panelOf(name).count = count
    }, [name, count])
    useEffect(() => {
      emit = (data) => chat.emit('SAY', data)
      close = () => chat.close()
      open = () => chat.open()
    }, [chat])
    return null
  }

  const Slow = memo(function Slow() {
    useSuspending()
    return null
  })

  function App({ first, second, firstMount, secondMount, identity }: Page) {
    return (
      <Suspense fallback="waiting">
        {first && <Panel key={`first ${firstMount}`} name={`first ${firstMount}`} identity={identity} />}
        {second && <Panel key={`second ${secondMount}`} name={`second ${secondMount}`} identity={identity} />}
        <Slow />
      </Suspense>
    )
  }

  const tree = () => (isStrict ? <StrictMode>{<App {...page} />}</StrictMode> : <App {...page} />)
  const { rerender, unmount } = render(tree())
  const change = (patch: Partial<Page>): void => {
    page = { ...page, ...patch }
    rerender(tree())
  }
  const signIn = (identity: Page['identity']): void => {
    if (identity !== page.identity) for (const name of mounted()) panelOf(name).isFoldedAnew = true
    change({ identity })
  }
  const mounted = (): string[] => [
    ...(page.first ? [`first ${page.firstMount}`] : []),
    ...(page.second ? [`second ${page.secondMount}`] : []),
  ]
  const openLink = () => transports[page.identity].links.findLast(({ status }) => status === 'open')

  function say(): void {
    const link = openLink()
    const isHeard = connections
      .getState()
      .some(({ identity, store }) => identity.user === page.identity && store.getState().status === 'open')
    if (!link || !isHeard) return
    messages += 1
    for (const name of mounted()) panelOf(name).expected.push(messages)
    link.message('NEWS', messages)
  }

  const acts: Record<Step, () => unknown> = {
    'show first': () => change({ first: true }),
    'hide first': () => change({ first: false, firstMount: page.firstMount + 1 }),
    'show second': () => change({ second: true }),
    'hide second': () => change({ second: false, secondMount: page.secondMount + 1 }),
    'remount first': () => change({ firstMount: page.firstMount + 1 }),
    suspend,
    resume,
    // The components stay: their folds begin anew.
    'sign in as Ann': () => signIn('ann'),
    'sign in as Bob': () => signIn('bob'),
    message: () => act(say),
    send: () =>
      act(() => {
        const index = outcomes.push(undefined) - 1
        void emit?.(index).then(({ outcome }) => (outcomes[index] = outcome))
        if (!emit) outcomes[index] = 'nobody'
      }),
    drop: () => act(() => openLink()?.drop()),
    close: () => act(() => close()),
    open: () => act(() => open()),
    'throw at open': () => (throwsAtOpen = true),
    'wait a moment': () => act(() => clock.advance(100)),
    'wait long': () => act(() => clock.advance(3000)),
    sleep: () => act(() => clock.sleep(600_000)),
    'set the clock': () => clock.setDate(clock.date() - 3_600_000),
  }

  for (const step of story) {
    // A tree that is hidden while it suspends shows nothing new: mounting waits until it resumes.
    if (step !== 'resume' && step !== 'suspend' && /show|hide|remount|sign/.test(step)) await resume()
    await acts[step]()
    await act(() => clock.advance(0))
    const links = [...transports.ann.links, ...transports.bob.links].filter(({ status }) => status === 'open')
    expect(links.length).toBeLessThanOrEqual(2)
  }
  await resume()
  await act(() => clock.advance(100))
  const seen = new Map([...panels].map(([name, { heard }]) => [name, heard]))
  const right = new Map([...panels].map(([name, { expected }]) => [name, expected]))
  expect(seen).toEqual(right)
  const folds = [...panels].filter(([name, { isFoldedAnew }]) => mounted().includes(name) && !isFoldedAnew)
  expect(folds.map(([, { count }]) => count)).toEqual(folds.map(([, { expected }]) => expected.length))
  unmount()
  await clock.advance(200_000)
  const stillOpen = [...transports.ann.links, ...transports.bob.links].filter(({ status }) => status !== 'closed')
  expect({ open: stillOpen.length, timers: clock.timers, listeners: network.listeners }).toEqual({
    open: 0,
    timers: 0,
    listeners: 0,
  })
  expect(outcomes.filter((outcome) => outcome === undefined)).toEqual([])
  expect(errors.every((code) => code === 'listener')).toBe(true)
}

for (const isStrict of [false, true]) {
  test(`no message is lost or doubled, whatever happens to the tree (${isStrict ? 'StrictMode' : 'plain'})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 25, size: 'max' }), (story) => play(story, isStrict)),
      { numRuns: 1000 },
    )
    expect(plays).toBeGreaterThanOrEqual(1000)
  })
}
