-- Every pair of states of the machine `invitation`, whoever writes.
begin;
select plan(17);

create temporary table org as select test_support.make_staffed_org() as id;
create function test_support.move(p_from text, p_to text) returns boolean language plpgsql as $$
declare
  v_id uuid := core.new_id();
begin
  insert into tenancy.org_invitations (org_id, id, email, role, token_hash, expires_at)
  select o.id, v_id, v_id || '@example.test', 'member', core.token_hash(v_id::text), now() from org as o;
  if p_from <> 'pending' then
    perform test_support.write_status(v_id, p_from);
  end if;
  perform test_support.write_status(v_id, p_to);
  return true;
exception when sqlstate 'PT409' then
  return false;
end
$$;
create function test_support.write_status(p_id uuid, p_status text) returns void language sql as $$
  update tenancy.org_invitations
  set status = p_status::tenancy.invitation_status,
    accepted_at = case p_status when 'accepted' then now() end,
    revoked_at = case p_status when 'revoked' then now() end,
    expired_at = case p_status when 'expired' then now() end
  where id = p_id
$$;
select is(
  test_support.move(f::text, t::text),
  f = t or exists (select 1 from core.transitions as c
    where c.machine = 'invitation' and c.from_state = f::text and c.to_state = t::text),
  format('from %s to %s', f, t))
from unnest(enum_range(null::tenancy.invitation_status)) as f,
  unnest(enum_range(null::tenancy.invitation_status)) as t;
select throws_ok(
  $$ insert into tenancy.org_invitations
       (org_id, email, role, token_hash, expires_at, status, accepted_at)
     select id, 'x@example.test', 'member', '\x00', now(), 'accepted', now() from org $$,
  'PT409', null, 'and none begins accepted');

select * from finish();
rollback;
