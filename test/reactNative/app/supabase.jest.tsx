import 'react-native-url-polyfill/auto' // as Supabase says: its client changes parts of a URL
import { createServer } from 'node:http'
import { waitFor } from '@testing-library/react-native'
import { createClient } from '@supabase/supabase-js'
import { WebSocketServer } from 'ws'
import { supabaseChannel } from 'wirehooks/supabase'
import { createConnection } from 'wirehooks/vanilla'
import { closers, listen } from '../support/listen'
import { next } from '../support/wait'

test('a channel is joined, heard, and left', async () => {
  const http = createServer()
  const frames: unknown[][] = []
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const [joinRef, ref, topic, event] = JSON.parse(data.toString()) as [string, string, string, string]
      frames.push([topic, event])
      socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]))
      const broadcast = { type: 'broadcast', event: 'cursor', payload: { x: 1 } }
      if (event === 'phx_join') socket.send(JSON.stringify([joinRef, null, topic, 'broadcast', broadcast]))
    })
  })
  const client = createClient(`http://${await listen(http)}`, 'anon', { auth: { persistSession: false } })
  closers.push(() => client.realtime.disconnect())
  const connection = createConnection(supabaseChannel(client, 'board'))
  closers.push(() => connection.close())
  const cursor = next(connection, 'cursor')
  connection.open()
  expect(await cursor).toEqual({ x: 1 })
  expect(frames[0]).toEqual(['realtime:board', 'phx_join'])
  connection.close()
  await waitFor(() => expect(frames).toContainEqual(['realtime:board', 'phx_leave']))
})
