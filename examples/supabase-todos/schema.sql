-- The table of the to-do list: run it once, in the SQL editor of your project.

create table public.todos (
  -- The page makes it, so that a row keeps its key from the moment it is shown.
  id uuid primary key default gen_random_uuid(),
  title text not null constraint todos_title_length check (char_length(btrim(title)) between 1 and 120),
  done boolean not null default false,
  -- Where it stands in the list; there is always room between two.
  position double precision not null,
  -- Stays as it is, whoever asks.
  pinned boolean not null default false
);

create unique index todos_title_once on public.todos (lower(title));

-- Whoever has the page may read and write. In an app of your own: `to authenticated`, and whose row it is.
grant select, insert, update, delete on public.todos to anon, authenticated;
alter table public.todos enable row level security;
create policy "read all" on public.todos for select to anon, authenticated using (true);
create policy "add" on public.todos for insert to anon, authenticated with check (not pinned);
create policy "change what is not pinned" on public.todos for update to anon, authenticated
  using (not pinned) with check (not pinned);
create policy "delete what is not pinned" on public.todos for delete to anon, authenticated using (not pinned);

-- A change of an old row brings its key, which is all the page needs; with row level security, `full` brings no more.
alter table public.todos replica identity default;
alter publication supabase_realtime add table public.todos;

insert into public.todos (title, position, pinned) values
  ('Open this page in a second window', 1, false),
  ('Try to delete this one', 2, true);
