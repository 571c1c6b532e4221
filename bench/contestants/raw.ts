import { io } from 'socket.io-client'
import {
  changedIn,
  type Contestant,
  type CrowdMessage,
  type Message,
  type Mount,
  type Scene,
  type Someone,
  type Tick,
  add,
  empty,
  keysOf,
  one,
} from '../page/scene'

/** The measure of all others: a bare WebSocket, no React, and the document written by hand once a frame. */
export const raw: Contestant = {
  fold: folding(listen),

  events: folding((scene, onTick) => {
    const source = new EventSource(scene.url)
    source.onopen = scene.opened
    source.addEventListener('tick', ({ data }) => {
      scene.saw()
      onTick(JSON.parse(data))
    })
    source.addEventListener('end', () => {
      scene.saw()
      scene.ended()
    })
    return () => source.close()
  }),

  packets: folding((scene, onTick) => {
    const socket = io(scene.url, { transports: ['websocket'], forceNew: true })
    socket.on('connect', scene.opened)
    socket.on('tick', (data: Tick) => {
      scene.saw()
      onTick(data)
    })
    socket.on('end', () => {
      scene.saw()
      scene.ended()
    })
    return () => socket.disconnect()
  }),

  list(element, scene) {
    const list: Tick[] = []
    const paint = onceAFrame(() => {
      scene.rendered()
      element.textContent = String(list.length)
    })
    return listen(scene, (data) => {
      list.push(data)
      paint()
    })
  },

  rows(element, scene) {
    const rows = new Map(keysOf(scene.size).map((key) => [key, document.createElement('li')]))
    element.appendChild(document.createElement('ol')).append(...rows.values())
    const changed = new Map<string, number>()
    const paint = onceAFrame(() => {
      for (const [key, value] of changed) {
        scene.rendered(key)
        rows.get(key)!.textContent = String(value)
      }
      changed.clear()
    })
    return listen(scene, (data) => {
      changed.set(data.key, data.value)
      paint()
    })
  },

  crowd(element, scene) {
    let shown: number | undefined
    const crowd = new Map<string, Someone>()
    const paint = onceAFrame(() => {
      const x = crowd.get(one)?.state.cursor.x
      if (x === shown) return
      shown = x
      scene.rendered()
      element.textContent = String(x)
    })
    const socket = new WebSocket(scene.url)
    socket.onopen = scene.opened
    socket.onmessage = (event) => {
      const message: CrowdMessage = JSON.parse(event.data)
      if (message.type === 'end') return scene.ended()
      const { payload } = message
      for (const member of changedIn(payload)) crowd.set(member.id, member)
      paint()
    }
    return () => socket.close()
  },

  sender(_element, scene) {
    const socket = new WebSocket(scene.url)
    socket.onopen = scene.opened
    scene.send = (data) => socket.send(JSON.stringify({ type: 'tick', payload: data }))
    return () => socket.close()
  },

  hooks(element, scene) {
    const rows = keysOf(scene.size).map(() => document.createElement('li'))
    element.appendChild(document.createElement('ol')).append(...rows)
    const socket = new WebSocket(scene.url)
    socket.onopen = () => {
      for (const row of rows) {
        row.textContent = 'open'
        scene.opened()
      }
    }
    return () => socket.close()
  },

  first(element, scene) {
    return listen(scene, (data) => {
      element.textContent = String(data.value)
      scene.ended()
    })
  },
}

type Listen = (scene: Scene, onTick: (data: Tick) => void) => () => void

function folding(listen: Listen): Mount {
  return (element, scene) => {
    let state = empty
    const paint = onceAFrame(() => {
      scene.rendered()
      element.textContent = String(state.count)
    })
    return listen(scene, (data) => {
      state = add(state, data)
      paint()
    })
  }
}

function listen(scene: Scene, onTick: (data: Tick) => void) {
  const socket = new WebSocket(scene.url)
  socket.onopen = scene.opened
  socket.onmessage = (event) => {
    const message: Message = JSON.parse(event.data)
    scene.saw()
    if (message.type === 'tick') onTick(message.payload)
    else scene.ended()
  }
  return () => socket.close()
}

function onceAFrame(paint: () => void) {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    requestAnimationFrame(() => {
      asked = false
      paint()
    })
  }
}
