begin;
select plan(5);

select is(core.network_of('192.0.2.7'), '192.0.2.7', 'an address itself');
select is(core.network_of('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::', 'the 64 bits of IPv6');
select is(core.network_of('2001:db8:1:2::9'), core.network_of('2001:db8:1:2:3::'), 'all in one');
select is(core.network_of('somewhere'), 'somewhere', 'what is no address stands for itself');
select is(core.network_of(null), null, 'and nothing for nothing');

select * from finish();
rollback;
