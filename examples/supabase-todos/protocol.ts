/** One tab. */
export interface Person {
  readonly id: string
  readonly name: string
}

/** A row of `schema.sql`. */
export type Todo = {
  readonly id: string
  readonly title: string
  readonly done: boolean
  readonly position: number
  readonly pinned: boolean
}

/** As `supabase gen types typescript` writes it. */
export type Database = {
  public: {
    Tables: {
      todos: { Row: Todo; Insert: Partial<Todo>; Update: Partial<Todo>; Relationships: [] }
    }
    Views: Record<string, never>
    Functions: Record<string, never>
  }
}

/** Where somebody points: at a to-do, since a list is not as wide on every screen. */
export interface Point {
  readonly todo: string
  /** Of its width, 0 to 1. */
  readonly x: number
  /** Of its height, 0 to 1. */
  readonly y: number
}

/** What the pages tell each other. It is for now only; what lasts is in the table. */
export interface Broadcasts {
  /** `at` is `null` when they point elsewhere. */
  CURSOR: { readonly person: Person; readonly at: Point | null }
  /** What somebody did, such as `added “Milk”`. */
  DID: { readonly person: Person; readonly deed: string }
}

/** What everybody knows of those who are there. Its key is `Person.id`. */
export type Presence = { readonly name: string }
