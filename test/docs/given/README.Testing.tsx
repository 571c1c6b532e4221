// What the recipe for tests speaks of without declaring it: a test file, and the component it is about.

// oxlint-disable-next-line import/no-unassigned-import -- it extends `expect`
import '@testing-library/jest-dom/vitest'
import { userEvent } from '@testing-library/user-event'
import { type FormEvent, type ReactElement, useState } from 'react'
import { expect } from 'vitest'
import { type ConnectionView, type SendingTransport, useConnection, useMessages, useWebSocket } from 'wirehooks'
import { useSupabaseChannel } from 'wirehooks/supabase'
import { useSupabaseTable } from 'wirehooks/supabase/table'
import { type WireMatchers, wireMatchers } from 'wirehooks/testing'
import type { FakeSupabase } from 'wirehooks/testing/supabase'

export { act, cleanup, render, screen } from '@testing-library/react'
export { afterEach, expect } from 'vitest'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends WireMatchers<R> {}
}

expect.extend(wireMatchers)

export const user = userEvent.setup()

/** As it is without a test, or over a transport that it is handed. */
export function Chat({ transport }: { readonly transport?: SendingTransport }): ReactElement {
  return transport ? <ChatOver transport={transport} /> : <ChatAtHome />
}

function ChatOver({ transport }: { readonly transport: SendingTransport }): ReactElement {
  return <Lines chat={useConnection<Events, Events>(transport)} />
}

function ChatAtHome(): ReactElement {
  return <Lines chat={useWebSocket<Events, Events>('wss://example.com/live')} />
}

function Lines({ chat }: { readonly chat: ConnectionView<Events, Events> }): ReactElement {
  const lines = useMessages(chat, 'CHAT', { limit: 50 })
  const [text, setText] = useState('')
  function say(event: FormEvent): void {
    event.preventDefault()
    void chat.emit('CHAT', text)
    setText('')
  }
  return (
    <form onSubmit={say}>
      {lines.map((line, index) => (
        <p key={index}>{typeof line === 'string' ? line : line.text}</p>
      ))}
      <input aria-label="Say" value={text} onChange={({ target }) => setText(target.value)} />
    </form>
  )
}

interface Events {
  CHAT: string | { readonly text: string }
}

/** A list, and the channel of the board it is on. */
export function Todos({ client }: { readonly client: FakeSupabase }): ReactElement[] {
  const { rows } = useSupabaseTable<Database, 'todos'>(client, 'todos')
  useSupabaseChannel(client, 'board')
  return rows.map(({ id, title }) => <p key={id}>{title}</p>)
}

type Database = { public: { Tables: { todos: { Row: { id: number; title: string } } } } }
