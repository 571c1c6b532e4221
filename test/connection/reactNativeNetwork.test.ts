import { beforeEach, describe, expect, test } from 'vitest'
import { type NetInfoStateLike, reactNativeNetwork } from 'wirehooks/react-native'

/** `AppState` and `NetInfo`, played by hand: they behave as their documentation says. */
function createPlatform() {
  const appListeners = new Set<(state: string) => void>()
  const netListeners = new Set<(state: NetInfoStateLike) => void>()
  let netState: NetInfoStateLike = { type: 'wifi', isConnected: true }
  const AppState = {
    currentState: 'active',
    addEventListener(_type: 'change', listener: (state: string) => void) {
      appListeners.add(listener)
      return { remove: () => appListeners.delete(listener) }
    },
  }
  return {
    AppState,
    NetInfo: {
      addEventListener(listener: (state: NetInfoStateLike) => void) {
        netListeners.add(listener)
        listener(netState)
        return () => netListeners.delete(listener)
      },
    },
    listeners: () => [appListeners.size, netListeners.size],
    become(state: string) {
      AppState.currentState = state
      for (const listener of appListeners) listener(state)
    },
    connect(state: NetInfoStateLike) {
      netState = state
      for (const listener of netListeners) listener(state)
    },
  }
}

let platform: ReturnType<typeof createPlatform>
let log: string[]
const hear = (signal: string): number => log.push(signal)

beforeEach(() => {
  platform = createPlatform()
  log = []
})

describe('the application', () => {
  test('active resumes, background freezes, inactive does neither', () => {
    const network = reactNativeNetwork(platform)
    network.subscribe(hear)
    const states = ['inactive', 'background', 'inactive', 'active', 'inactive', 'active', 'unknown', 'extension']
    const frozen = states.map((state) => {
      platform.become(state)
      return network.isFrozen?.()
    })
    expect(log).toEqual(['freeze', 'resume', 'resume'])
    expect(frozen).toEqual([false, true, false, false, false, false, false, false])
  })

  test('is frozen from the beginning where it was started in the background', () => {
    platform.become('background')
    expect(reactNativeNetwork(platform).isFrozen?.()).toBe(true)
  })
})

describe('the network', () => {
  test('is there until NetInfo denies it', () => {
    const network = reactNativeNetwork(platform)
    expect(network.isOnline()).toBe(true)
    network.subscribe(hear)
    const beliefs = [false, null, true].map((isConnected) => {
      platform.connect({ type: 'wifi', isConnected })
      return network.isOnline()
    })
    expect([beliefs, log]).toEqual([
      [false, true, true],
      ['offline', 'online'],
    ])
  })

  test('another one is told as online, the same one once more is not told', () => {
    reactNativeNetwork(platform).subscribe(hear)
    for (const type of ['wifi', 'cellular', 'cellular', 'vpn']) platform.connect({ type, isConnected: true })
    expect(log).toEqual(['online', 'online'])
  })

  test.each([
    { type: 'unknown', isConnected: null },
    { type: 'unknown', isConnected: true },
  ])('the first one that NetInfo knows is none that has changed: %o', (unknown) => {
    platform.connect(unknown)
    reactNativeNetwork(platform).subscribe(hear)
    platform.connect({ type: 'wifi', isConnected: true })
    expect(log).toEqual([])
  })

  test('everybody who listens is told of every change', () => {
    const network = reactNativeNetwork(platform)
    network.subscribe((signal) => log.push(`one ${signal}`))
    network.subscribe((signal) => log.push(`other ${signal}`))
    platform.connect({ type: 'none', isConnected: false })
    platform.connect({ type: 'wifi', isConnected: true })
    expect(log).toEqual(['one offline', 'other offline', 'one online', 'other online'])
  })

  test('what changed while nobody listened is told to the next one', () => {
    const network = reactNativeNetwork(platform)
    network.subscribe(hear)()
    platform.connect({ type: 'none', isConnected: false })
    network.subscribe(hear)()
    platform.connect({ type: 'wifi', isConnected: true })
    network.subscribe(hear)
    expect([log, network.isOnline()]).toEqual([['offline', 'online'], true])
  })

  test('is taken to be there without NetInfo', () => {
    const { AppState } = platform
    const network = reactNativeNetwork({ AppState })
    network.subscribe(hear)
    expect([network.isOnline(), log]).toEqual([true, []])
  })
})

test('leaves no listener behind', () => {
  const network = reactNativeNetwork(platform)
  const stops = [network.subscribe(hear), network.subscribe(hear)]
  expect(platform.listeners()).toEqual([2, 2])
  for (const stop of stops) stop()
  platform.become('active')
  expect([platform.listeners(), log]).toEqual([[0, 0], []])
})

test.each([
  [{}, /Expected reactNativeNetwork\({ AppState }\).* got undefined: import { AppState } from 'react-native'\.$/],
  [{ AppState: null }, /AppState.* got null/],
  [{ AppState: { currentState: 'active' } }, /AppState.* got object/],
  [{ NetInfo: {} }, /NetInfo.* got object: import NetInfo from '@react-native-community\/netinfo'\.$/],
])('refuses %o, and says what to hand in', (given, message) => {
  const { AppState } = platform
  const parts = 'NetInfo' in given ? { AppState, ...given } : given
  expect(() => reactNativeNetwork(parts as never)).toThrow(message)
})
