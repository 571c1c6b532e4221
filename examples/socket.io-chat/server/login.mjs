import { isName } from './refusal.mjs'
import { writeToken } from './token.mjs'

const mostBytes = 1024

/**
 * `POST /login { name }` gives a token. Anybody may be anybody here: an app would look at a password or a session first.
 */
export function loginPage({ secret, life }) {
  return async (request, response) => {
    const reply = (status, content) => {
      const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type' }
      response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(content))
    }

    if (request.url !== '/login') return reply(404, { error: 'There is nothing here.' })
    if (request.method === 'OPTIONS') return reply(200, {})
    if (request.method !== 'POST') return reply(405, { error: 'Expected POST.' })
    try {
      const name = nameIn(await read(request))
      if (!name) return reply(400, { error: 'Expected { "name": … } of 1 to 24 characters.' })
      reply(200, { token: writeToken(name, life, secret) })
    } catch {
      reply(413, { error: `Expected at most ${mostBytes} bytes.` })
    }
  }
}

async function read(request) {
  let text = ''
  for await (const part of request.setEncoding('utf8')) {
    text += part
    if (text.length > mostBytes) throw new Error('too long')
  }
  return text
}

function nameIn(text) {
  try {
    const { name } = JSON.parse(text)
    return isName(name) ? name.trim() : null
  } catch {
    return null
  }
}
