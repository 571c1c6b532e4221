import { act } from '@testing-library/react'
import { Profiler, type ReactNode } from 'react'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { refuseComplaints } from './complaints'

/**
 * A far end, a clock and a page that are driven by hand; whatever reaches React goes through `act`.
 * A complaint on the console that nobody takes fails the test.
 */
export function setUp() {
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const fake = createFakeTransport()
  return {
    clock,
    network,
    fake,
    options: { clock, network },
    takeComplaints: refuseComplaints(),
    pass: (duration: number) => act(() => clock.advance(duration)),
    open: () => act(() => fake.link.open()),
    receive: (event: string, data?: unknown) => act(() => fake.link.message(event, data)),
  }
}

/** Longer than the linger of a connection without users. */
export const afterLinger = 1001

/** Counts the commits in which something inside rendered. */
export function countRenders() {
  let count = 0
  const onRender = () => {
    count += 1
  }
  return {
    wrapper: ({ children }: { children?: ReactNode }) => (
      <Profiler id="counted" onRender={onRender}>
        {children}
      </Profiler>
    ),
    /** How many there were since it was asked last. */
    take() {
      const taken = count
      count = 0
      return taken
    },
  }
}
