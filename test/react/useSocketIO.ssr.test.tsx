import { renderToString } from 'react-dom/server'
import { io } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import { connections, useLatest, useRoom, useRooms } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { stageSocketIO } from '../support/socketIO'
import { refuseComplaints } from './support/complaints'

test('useSocketIO is idle and opens nothing on the server', async () => {
  refuseComplaints()
  const { serve, connect } = stageSocketIO({ onTestFinished })
  const server = await serve()
  const socket = io(server.url, { autoConnect: false })
  let asked = 0
  function Chat() {
    const chat = useSocketIO(`${server.url}/chat`, {
      auth() {
        asked += 1
        return {}
      },
    })
    const own = useSocketIO(socket)
    const relative = useSocketIO('/chat')
    const none = useSocketIO(null)
    const room = useRoom(chat, 'lobby')
    useRooms(chat, ['a', 'b'])
    const latest = useLatest(chat, 'line')
    const statuses = [chat, own, relative, none, room].map(({ status }) => status)
    return <p>{[...statuses, String(latest), JSON.stringify(chat.lastMessage)].join(' ')}</p>
  }
  expect(renderToString(<Chat />)).toBe('<p>idle idle idle idle outside undefined null</p>')
  expect(connections.getState()).toEqual([])
  // What had been on its way would have come before this one.
  await connect(server.url).reaches('open')
  expect(server.engines).toHaveLength(1)
  expect([asked, socket.active]).toEqual([0, false])
})
