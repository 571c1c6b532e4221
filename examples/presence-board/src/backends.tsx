import { usePresence, type UsePresenceOptions, useWebSocket } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { supabasePresence, useSupabaseChannel } from 'wirehooks/supabase'
import { Board } from './Board'
import type { Me } from './me'
import type { Shared } from './shared'
import { supabase } from './supabase'

interface BackendProps {
  me: Me
  onRename: (name: string) => void
}

const { VITE_SERVER_URL = 'http://127.0.0.1:8791' } = import.meta.env

/** The address may name another one. */
const board = new URLSearchParams(location.search).get('board') ?? 'board'

/** The same on all of them: who this is, and what they share at first. */
function optionsOf({ id, name }: Me): UsePresenceOptions<Shared> {
  return { channel: board, key: id, initial: { name, note: '', cursor: null } }
}

function OverWebSocket(props: BackendProps) {
  const source = useWebSocket(`${VITE_SERVER_URL.replace('http', 'ws')}/ws`)
  return <Board {...props} presence={usePresence(source, optionsOf(props.me))} />
}

function OverSocketIO(props: BackendProps) {
  const source = useSocketIO(VITE_SERVER_URL)
  return <Board {...props} presence={usePresence(source, optionsOf(props.me))} />
}

function OverSupabase(props: BackendProps) {
  const source = useSupabaseChannel(supabase, board, { presence: {} })
  return <Board {...props} presence={usePresence(source, { ...optionsOf(props.me), backend: supabasePresence })} />
}

export const backends = { WebSocket: OverWebSocket, 'Socket.IO': OverSocketIO, Supabase: OverSupabase }

export type BackendName = keyof typeof backends

export function isBackend(name: string | null): name is BackendName {
  return name !== null && Object.hasOwn(backends, name)
}
