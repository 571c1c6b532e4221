import { existsSync } from 'node:fs'
import { stop, windows } from './machine.mjs'
import { installFromSystem, onPath, starts } from './system.mjs'

const { env } = process

/** The path of a redis-server, or of Valkey's, which is as good; installs one when there is none. */
export function redisServer() {
  const path = env.REDIS_SERVER
  if (path) return existsSync(path) ? path : stop(`REDIS_SERVER is no file: ${path}`)
  return (
    find() ??
    install() ??
    stop('no redis-server. Please install one (https://redis.io/docs), or set REDIS_SERVER to its path, and try again.')
  )
}

function find() {
  const ending = windows ? '.exe' : ''
  return onPath(`redis-server${ending}`, `valkey-server${ending}`).find(starts)
}

function install() {
  installFromSystem('redis-server', 'redis', {
    // Debian starts it at once and with the machine: the tests start their own.
    'apt-get':
      'redis-server && (systemctl disable --now redis-server || service redis-server stop || true) 2>/dev/null',
    pacman: 'valkey',
  })
  return find()
}
