create table public.t ();

create materialized view public.m as select 1;

create sequence public.s;

create type public.e as enum ('a');

create or replace view public.v as select t.id from bad.t as t;

alter function public.r(int) security definer;
