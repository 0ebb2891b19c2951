create function bad.g(x int) returns int return 1;

create function public.g(p_x int) returns int return 1;
