// What the code on README.md speaks of without declaring it. What is only declared here is brought by the test that runs it.

import type { SupabaseClient } from '@supabase/supabase-js'
import type { IncomingMessage } from 'node:http'
import type { ReactElement, ReactNode } from 'react'
import type { Server } from 'socket.io'
import type { ConnectionView, Handshake, Person, Point } from 'wirehooks'

export { WebSocketServer } from 'ws'
export { z } from 'zod'

export interface Line {
  readonly text: string
}

export interface ServerEvents {
  CHAT: Line
  ALERT: { readonly text: string }
}

export interface ClientEvents {
  CHAT: { readonly text: string }
  JOIN: string
  TYPING: string
  LEAVE: string
}

export const url = 'wss://example.com/live'
export const room = 'lobby'
export const text = 'hi'
export const anything: unknown = { whatever: [1, 2] }
export const { signal } = new AbortController()
export { AppState } from './modules/react-native'
export { default as NetInfo } from './modules/netinfo'
export declare const chat: ConnectionView<ServerEvents, ClientEvents>
export declare const handler: (line: Line) => void
export declare const toast: (text: ReactNode) => void
export declare const getToken: (asked?: { refresh: boolean; signal: AbortSignal }) => Promise<string>
export declare const freshToken: () => Promise<string>
export declare const signIn: Handshake

export function Room({ lines, isOpen, onSay }: RoomProps): ReactElement {
  return (
    <section>
      {lines.map((line) => (
        <p key={line.text}>{line.text}</p>
      ))}
      <button disabled={!isOpen} onClick={() => onSay('hi')}>
        Say hi
      </button>
    </section>
  )
}

interface RoomProps {
  readonly lines: readonly Line[]
  readonly isOpen: boolean
  onSay(text: string): void
}

export interface User {
  readonly id: string
  readonly name: string
}

export const user: User = { id: 'ada', name: 'Ada' }

// Server-Sent Events

export interface Progress {
  readonly done: number
}

export interface Note {
  readonly text: string
}

export interface Question {
  readonly id: string
  readonly text: string
}

// Socket.IO

export interface ServerToClientEvents {
  moved: (to: [x: number, y: number]) => void
}

export interface ClientToServerEvents {
  say: (room: string, text: string) => void
  typing: (room: string) => void
  join: (room: string, done: (people: string[]) => void) => void
  members: (room: string, done: (people: string[]) => void) => void
}

export declare const draw: (x: number, y: number) => void
export declare const io: Server

// Supabase

export type Todo = { id: number; list: number; position: number; title: string; done: boolean }

export interface Database {
  public: {
    Tables: { todos: { Row: Todo; Insert: Partial<Todo>; Update: Partial<Todo>; Relationships: [] } }
    Views: Record<string, never>
    Functions: Record<string, never>
  }
}

export declare const supabase: SupabaseClient<Database>
export declare const todo: Todo

// Presence

export interface Shared {
  readonly name: string
  readonly cursor: Point | null
  readonly typing?: boolean
}

export const x = 3
export const y = 4
export const cursor: Point = { x, y }
export declare const port: number
export declare const userOf: (request: IncomingMessage) => string
export declare const isNear: (person: Person<Shared>) => boolean

// Recipes

export interface Rpc {
  readonly id?: string
  readonly method?: string
  readonly result?: unknown
  readonly error?: unknown
}

export interface Trade {
  readonly symbol: string
  readonly price: number
}

export const symbol = 'WIRE'
export const picture = new Uint8Array([1, 2, 3])
