-- Whether guests book by themselves through a channel; the others are staff's.
create or replace function dining.is_guest_channel(p_channel dining.channel)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_channel in ('widget', 'google', 'third_party');
end
$$;
revoke all on function dining.is_guest_channel(dining.channel) from public;
