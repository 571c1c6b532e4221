import { useEffect, useEffectEvent } from 'react'
import type { Notification } from '../protocol'
import { Avatar } from './Avatar'
import { names } from './names'

/** How long a toast stays, and how often it looks, in milliseconds. */
const patience = 6000
const tick = 250

interface ToastProps {
  toast: Notification
  /** Somebody is at the toasts, with a pointer or a keyboard: their time stands still. */
  isAttended: () => boolean
  onEnd: () => void
  onDismiss: () => void
}

export function Toast({ toast, isAttended, onEnd, onDismiss }: ToastProps) {
  const countDown = useEffectEvent((left: number) => {
    if (isAttended()) return left
    if (left <= tick) onEnd()
    return left - tick
  })

  useEffect(() => {
    let left = patience
    const timer = setInterval(() => (left = countDown(left)), tick)
    return () => clearInterval(timer)
  }, [])

  return (
    <li className="toast">
      <Avatar user={toast.from} />
      <div className="grow">
        <p className="author">{names[toast.from]}</p>
        <p className="text">{toast.text}</p>
      </div>
      <button className="dismiss" aria-label={`Dismiss what ${names[toast.from]} sent`} onClick={onDismiss}>
        <span aria-hidden="true">×</span>
      </button>
    </li>
  )
}
