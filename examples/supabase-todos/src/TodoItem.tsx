import { useRef, useState } from 'react'
import type { Todo } from '../protocol'
import { DeleteIcon, EditIcon, PinIcon } from './icons'
import { RenameForm } from './RenameForm'
import type { Todos } from './useTodos'

interface TodoItemProps {
  todo: Todo
  todos: Todos
  /** The database has not confirmed what is shown. */
  isPending: boolean
}

export function TodoItem({ todo, todos, isPending }: TodoItemProps) {
  const [isEditing, setEditing] = useState(false)
  const item = useRef<HTMLLIElement>(null)
  const edit = useRef<HTMLButtonElement>(null)
  const { title, done, pinned } = todo

  function finish(next: string | null, isByKey: boolean) {
    setEditing(false)
    if (next && next !== title) void todos.rename(todo, next)
    // The focus must not fall into nothing.
    if (isByKey) requestAnimationFrame(() => edit.current?.focus())
  }

  function remove() {
    const neighbour = item.current?.nextElementSibling ?? item.current?.previousElementSibling
    const next = neighbour?.querySelector('input') ?? document.querySelector<HTMLElement>('#new-todo')
    next?.focus()
    void todos.remove(todo)
  }

  return (
    <li ref={item} className="todo" data-todo={todo.id} data-done={done} data-pending={isPending}>
      {isEditing ? (
        <RenameForm title={title} onFinish={finish} />
      ) : (
        <>
          <label className="grow">
            <input type="checkbox" checked={done} onChange={() => void todos.toggle(todo)} />
            <span className="title">{title}</span>
          </label>
          {pinned && (
            <span className="pin" title="Pinned: the database lets nobody change it">
              <PinIcon />
              <span className="unseen">pinned</span>
            </span>
          )}
          {isPending && <span className="state">saving…</span>}
          <button ref={edit} className="icon" aria-label={`Edit “${title}”`} onClick={() => setEditing(true)}>
            <EditIcon />
          </button>
          <button className="icon" aria-label={`Delete “${title}”`} onClick={remove}>
            <DeleteIcon />
          </button>
        </>
      )}
    </li>
  )
}
