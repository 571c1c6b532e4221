import { locate } from './locate.mjs'
import { stop, windows } from './machine.mjs'
import { installFromSystem, onPath, starts } from './system.mjs'

/** The path of a redis-server, or of Valkey's, which is as good; installs one when there is none. */
export function redisServer() {
  const path = locate({ variable: 'REDIS_SERVER', find, install })
  const advice = 'Please install one (https://redis.io/docs), or set REDIS_SERVER to its path, and try again.'
  return path ?? stop(`no redis-server. ${advice}`)
}

function find() {
  const ending = windows ? '.exe' : ''
  return onPath(`redis-server${ending}`, `valkey-server${ending}`).find(starts)
}

function install() {
  installFromSystem('redis-server', {
    name: 'redis',
    names: {
      // Debian starts it at once and with the machine: the tests start their own.
      'apt-get':
        'redis-server && (systemctl disable --now redis-server || service redis-server stop || true) 2>/dev/null',
      pacman: 'valkey',
    },
  })
}
