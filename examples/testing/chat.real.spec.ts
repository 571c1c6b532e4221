import { once } from 'node:events'
import { expect, test } from '@playwright/test'
import { WebSocketServer } from 'ws'

/** A small server of the chat, as you would start your own. */
async function startServer(port = 0) {
  const server = new WebSocketServer({ host: '127.0.0.1', port })
  server.on('connection', (socket) => {
    socket.on('message', (frame: Buffer) => {
      const { type, payload, id } = JSON.parse(frame.toString())
      if (type === 'JOIN') socket.send(JSON.stringify({ replyTo: id, payload: ['Ann', 'Bob'] }))
      if (type === 'CHAT') for (const client of server.clients) client.send(JSON.stringify({ type, payload }))
    })
  })
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async stop() {
      for (const client of server.clients) client.terminate()
      await new Promise((stopped) => server.close(stopped))
    },
  }
}

test('two people talk', async ({ context }) => {
  const server = await startServer()
  const [ann, bob] = [await context.newPage(), await context.newPage()]
  for (const page of [ann, bob]) {
    await page.goto(`/?url=ws://127.0.0.1:${server.port}`)
    await expect(page.getByText('With Ann, Bob')).toBeVisible()
  }
  await ann.getByRole('textbox').fill('Hello')
  await ann.keyboard.press('Enter')
  for (const page of [ann, bob]) await expect(page.getByRole('listitem')).toHaveText('Hello')
  await server.stop()
})

test('sends a line when the server is back', async ({ page }) => {
  const first = await startServer()
  await page.goto(`/?url=ws://127.0.0.1:${first.port}`)
  await expect(page.getByText('open')).toBeVisible()
  await first.stop()
  await expect(page.getByText('reconnecting')).toBeVisible()
  await page.getByRole('textbox').fill('Still here')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 waiting')).toBeVisible()

  const second = await startServer(first.port)
  await expect(page.getByRole('listitem')).toHaveText('Still here')
  await second.stop()
})
