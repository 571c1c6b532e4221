import { useEffect, useEffectEvent, useRef } from 'react'
import { Toast } from './Toast'
import type { Feed } from './useFeed'
import { useToasts } from './useToasts'

/** They are read out as they come, and take no focus. Escape dismisses the newest, wherever the focus is. */
export function Toasts({ feed }: { feed: Feed }) {
  const { toasts, dismiss } = useToasts(feed)
  const list = useRef<HTMLOListElement>(null)

  function dismissByHand(id: string) {
    const buttons = Array.from(list.current?.querySelectorAll<HTMLElement>('button') ?? [])
    if (buttons.includes(document.activeElement as HTMLElement)) {
      // The focus must not fall into nothing.
      const next = buttons.findLast((button) => button !== document.activeElement)
      const fallback = next ?? document.querySelector<HTMLElement>('.bell')
      fallback?.focus()
    }
    dismiss(id)
  }

  const onKeyDown = useEffectEvent(({ key }: KeyboardEvent) => {
    const newest = toasts.at(-1)
    if (key === 'Escape' && newest) dismissByHand(newest.id)
  })

  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKeyDown(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])

  return (
    <section className="toasts" aria-label="Just in">
      <div role="log" aria-relevant="additions">
        <ol ref={list}>
          {toasts.map((toast) => (
            <Toast
              key={toast.id}
              toast={toast}
              isAttended={() => list.current?.matches(':hover, :focus-within') ?? false}
              onEnd={() => dismiss(toast.id)}
              onDismiss={() => dismissByHand(toast.id)}
            />
          ))}
        </ol>
      </div>
    </section>
  )
}
