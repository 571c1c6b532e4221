import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { handshake, useLatest, useWebSocket, WireError } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeFact, seeStatus } from '../parts/see'

const url = 'wss://stories.example/private'
const server = wireHandlers(url, {
  on: {
    AUTH(token, client) {
      client.message(token === 'open sesame' ? 'READY' : 'DENIED', 'Ann')
    },
  },
})

const meta = { title: 'Connection/handshake', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function signIn(token: string) {
  return handshake(async ({ emit, next }) => {
    emit('AUTH', token)
    const { event } = await next()
    if (event !== 'READY') throw new WireError('unauthorized', 'The server does not know this token')
    emit('HELLO')
  })
}

function Private({ token }: { token: string }) {
  const [opened, setOpened] = useState(0)
  const live = useWebSocket<{ READY: string }>(url, {
    wrappers: [signIn(token)],
    identity: 'ann',
    backoff: quick,
    onOpen: () => setOpened((count) => count + 1),
  })
  useLatest(live, 'READY')
  return (
    <Frame title={url} status={live.status}>
      <Facts of={{ Token: token, Opened: opened, Error: live.error?.code ?? '–' }} />
    </Frame>
  )
}

/** The token is the first message of every link; `open` means that the server has said yes. */
export const SignedIn: Story = {
  render: () => <Private token="open sesame" />,
  async play({ canvas }) {
    await seeStatus(canvas, 'open')
    await seeFact(canvas, 'Opened', '1')
  },
}

/** A handshake that throws `unauthorized` gives up instead of trying again and again. */
export const SignedOut: Story = {
  render: () => <Private token="open barley" />,
  async play({ canvas }) {
    await seeStatus(canvas, 'failed')
    await seeFact(canvas, 'Error', 'unauthorized')
  },
}
