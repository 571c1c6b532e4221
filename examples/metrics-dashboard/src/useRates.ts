import { useEffect, useRef, useState } from 'react'
import { useEvent } from 'wirehooks'
import type { Feed } from './useFeed'

export interface Rates {
  readonly messages: number
  /** Of the component that asks. */
  readonly renders: number
}

/** What there was of both in the last second. */
export function useRates(feed: Feed): Rates {
  const counts = useRef({ messages: 0, renders: 0, since: 0 })
  const [rates, setRates] = useState<Rates>({ messages: 0, renders: 0 })

  useEvent(feed, 'SAMPLE', () => {
    counts.current.messages += 1
  })
  useEffect(() => {
    counts.current.renders += 1
  })
  useEffect(() => {
    counts.current = { messages: 0, renders: 0, since: performance.now() }
    const timer = setInterval(() => {
      const { messages, renders, since } = counts.current
      const now = performance.now()
      const perSecond = (count: number): number => Math.round((count * 1000) / (now - since))
      setRates({ messages: perSecond(messages), renders: perSecond(renders) })
      counts.current = { messages: 0, renders: 0, since: now }
    }, 1000)
    return () => clearInterval(timer)
  }, [])

  return rates
}
