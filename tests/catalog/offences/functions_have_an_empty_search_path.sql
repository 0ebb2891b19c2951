alter function bad.f(int) reset search_path;

alter function bad.f(int) set search_path = public;

alter function public.r(int) reset all;
