/** Roles belong to a whole cluster, so they may be there. */
export const rolesSql = `
do $$ begin
  create role anon nologin noinherit;
  create role authenticated nologin noinherit;
  create role service_role nologin noinherit bypassrls;
exception when duplicate_object then null;
end $$;
`

/**
 * What a Supabase project has in its database, as far as this backend needs it. Changes come from a trigger that
 * notifies within the writer's transaction: they are told when it commits, in the order of the commits.
 */
export const setupSql = `
create schema auth;
create function auth.jwt() returns jsonb language sql stable
  as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
create function auth.uid() returns uuid language sql stable as $$ select (auth.jwt() ->> 'sub')::uuid $$;
create function auth.role() returns text language sql stable as $$ select auth.jwt() ->> 'role' $$;

grant usage on schema public, auth to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;

set client_min_messages = error;
create publication supabase_realtime;
reset client_min_messages;

create schema realtime;
create sequence realtime.number;
create table realtime.large (id bigint primary key, payload text not null);

create function realtime.tell() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  -- It makes equal changes of one transaction differ: PostgreSQL would notify once.
  number bigint := nextval('realtime.number');
  keys text[];
  identity "char";
  rls boolean;
  record jsonb;
  old_record jsonb;
  large_name text;
  size int;
  payload text;
begin
  select relreplident, relrowsecurity into identity, rls from pg_catalog.pg_class where oid = tg_relid;
  select coalesce(array_agg(a.attname::text order by a.attnum), '{}') into keys
    from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = tg_relid and i.indisprimary;
  if tg_op <> 'DELETE' then record := to_jsonb(new); end if;
  if tg_op <> 'INSERT' then old_record := to_jsonb(old); end if;

  -- A value stored apart and not touched is not in the write-ahead log.
  if tg_op = 'UPDATE' then
    for large_name in
      select key from jsonb_each_text(record)
      where octet_length(value) > 2000 and record -> key = old_record -> key
    loop
      execute format('select pg_column_size(($1).%I)', large_name) using new into size;
      if size > 2000 then record := record - large_name; end if;
    end loop;
  end if;

  if identity <> 'f' then
    select jsonb_object_agg(key, old_record -> key) into old_record from unnest(keys) key;
  end if;

  payload := jsonb_build_object(
    'number', number,
    'schema', tg_table_schema,
    'table', tg_table_name,
    'type', tg_op,
    'commit_timestamp', to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'keys', keys,
    'rls', rls,
    'record', record,
    'old', case when tg_op = 'INSERT' then null else old_record end
  );
  if octet_length(payload) > 7900 then
    insert into realtime.large values (number, payload);
    payload := number;
  end if;
  perform pg_notify('realtime', payload);
  return null;
end $$;

create function realtime.watch() returns void language plpgsql as $$
declare
  name text;
begin
  for name in
    select format('%I.%I', schemaname, tablename) from pg_publication_tables where pubname = 'supabase_realtime'
  loop
    execute format('create or replace trigger "~realtime" after insert or update or delete on %s
      for each row execute function realtime.tell()', name);
  end loop;
end $$;
`

/** To be run after what may have published a table. */
export const watchSql = 'select realtime.watch()'
