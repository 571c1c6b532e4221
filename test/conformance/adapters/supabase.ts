import type { IncomingMessage } from 'node:http'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { supabaseChannel, useSupabaseChannel } from 'wirehooks/supabase'
import type { ConnectContext } from 'wirehooks/vanilla'
import { clientSocket } from '../../support/supabase/clientSocket'
import { clientTraits } from '../../support/supabase/clientTraits'
import { isPacked, packJson, unpack } from '../../support/supabase/wire/broadcast'
import { decode, encode, type Frame, type Version } from '../../support/supabase/wire/frame'
import type { Adapter, Given, Guest, Reception } from '../support/adapter'

const topic = 'room'

/** The credentials are the client's, which knows nothing of attempts. */
const context = { attempt: 0, refresh: false } as ConnectContext

const clients = new Map<string, Map<unknown, SupabaseClient>>()

/** One for each server and token, as an application has one client. */
function clientOf(url: string, { token, patience }: Given): SupabaseClient {
  const ofUrl = clients.get(url) ?? new Map<unknown, SupabaseClient>()
  clients.set(url, ofUrl)
  let isNew = true

  async function accessToken(): Promise<string> {
    // What a client asks for when it is made is for no link yet.
    const isAsked = !isNew && typeof token === 'function'
    isNew = false
    if (isAsked) return token(context)
    return typeof token === 'string' ? token : 'key'
  }

  const client =
    ofUrl.get(token) ??
    createClient(url, 'key', {
      accessToken,
      realtime: {
        transport: clientSocket,
        // By default it keeps its socket for another 50 s.
        disconnectOnEmptyChannelsAfterMs: 20,
        reconnectAfterMs: () => clientTraits.reconnectAfterMs,
        ...(patience === undefined ? {} : { heartbeatIntervalMs: patience / 2 }),
      },
    })
  ofUrl.set(token, client)
  return client
}

/** A server of channels: joins, broadcasts and heartbeats are all that the suite needs of one. */
function attach({ http, script, knock }: Reception): () => void {
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, tcp, head) => sockets.handleUpgrade(request, tcp, head, (ws) => greet(ws, request)))

  function greet(socket: WebSocket, request: IncomingMessage): void {
    let guest: Guest | undefined
    const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
    // An older client speaks the older version of the protocol.
    const version: Version = searchParams.get('vsn') === '2.0.0' ? '2.0.0' : '1.0.0'
    const send = (frame: Frame): void => socket.send(encode(version, frame) ?? '')
    const reply = ({ joinRef, ref, topic }: Frame, status: 'ok' | 'error', response: object = {}): void =>
      send({ joinRef, ref, topic, event: 'phx_reply', payload: { status, response } })

    function join(frame: Frame): void {
      guest = knock(request)
      if (!guest) return
      guest.token = (frame.payload as { access_token?: string }).access_token
      if (!guest.isWelcome) return reply(frame, 'error', { reason: 'Unauthorized' })
      reply(frame, 'ok', { postgres_changes: [] })
      guest.enter({
        say: (event, data) => send({ ...frame, ref: null, event: 'broadcast', payload: packJson(event, data) }),
        garble: () => socket.send('{'),
        close: () => socket.close(1001),
      })
    }

    socket.on('error', () => {})
    socket.on('close', () => guest?.leaves())
    socket.on('message', (data: RawData, isBinary) => {
      const frame = decode(version, isBinary ? Uint8Array.from(data as Buffer) : (data as Buffer).toString())
      if (frame.event === 'phx_join') join(frame)
      else if (frame.event === 'phx_leave') guest?.leaves()
      else if (frame.event === 'heartbeat' && script.patience !== 0) reply(frame, 'ok')
      else if (frame.event === 'broadcast') {
        const said = isPacked(frame.payload) ? unpack(frame.payload) : frame.payload
        const { event, payload } = said as { event: string; payload: unknown }
        guest?.hears(event, payload)
      }
    })
  }

  return () => sockets.close()
}

export const supabase: Adapter = {
  name: 'supabase',
  scheme: 'http',
  misreadingCosts: null,
  tellsOfSilence: clientTraits.tellsOfSilence ? 'before it dials' : 'when its socket has closed',
  transport: (url, given) => supabaseChannel(clientOf(url, given), topic, { identity: given.identity }),
  useLink(url, options) {
    const client = clientOf(url ?? 'http://127.0.0.1', options)
    return useSupabaseChannel(client, url === null ? null : topic, options as object)
  },
  attach,
}
