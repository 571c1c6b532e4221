// @vitest-environment node
import { createClient as createSupabase } from '@supabase/supabase-js'
import * as msw from 'msw'
import { version as reactVersion } from 'react'
import { createClient as createRedis } from 'redis'
import { Server } from 'socket.io'
import { Socket } from 'socket.io-client'
import { expect, test } from 'vitest'
import { clientSocket } from '../support/supabase/clientSocket'
import { oldest } from './oldestVersions'

/** Whether the version of a package that this file imports is an old one: a newer one lacks, or has, the part that is looked for. */
const isOld: Readonly<Record<string, () => boolean>> = {
  '@supabase/supabase-js': () => {
    const auth = { persistSession: false, autoRefreshToken: false }
    const { realtime } = createSupabase('http://127.0.0.1', 'key', { auth, realtime: { transport: clientSocket } })
    // Since 2.91 it is 2.0.0.
    return realtime.endpointURL().includes('vsn=1.0.0')
  },
  // Since 3.0.
  msw: () => !('isPassthroughResponse' in msw),
  react: () => reactVersion === oldest['react'],
  // Since 5.0.
  redis: () => !('destroy' in createRedis()),
  // Both since 4.6.
  'socket.io': () => !('serverSideEmitWithAck' in Server.prototype),
  'socket.io-client': () => !('emitWithAck' in Socket.prototype),
}

// Each suite says which of its packages are the oldest. Nothing in react-dom and zustand tells an old version from a new one, so for
// those there is only the check of oldestVersions(): that the oldest version is installed.
const packages = (process.env['OLDEST'] ?? '').split(',').filter((name) => name in isOld)

test.for(packages)('the %s that ran is an old one', (name) => {
  expect(isOld[name]?.()).toBe(true)
})
