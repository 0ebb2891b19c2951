"""Faults: order them, count them, take them back."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException

from cli.sandbox.context import TheWorld
from cli.sandbox.faults import Fault, ListedFault

router = APIRouter(prefix="/faults")


@router.get("")
async def list_faults(world: TheWorld) -> list[ListedFault]:
    """The faults in force, and how often each matched and hit."""
    return world.faults.all()


@router.post("", status_code=201)
async def add_fault(world: TheWorld, fault: Fault) -> ListedFault:
    """Order a fault: {"kind": "status", "status": 503, "next": 3}.
    Or {"kind": "close", "after": true, "method": "POST", "rate": 0.25}; the fields are below.
    A fault that has hit its last stays listed, for its counts."""
    with world.store.transaction():
        return world.faults.add(fault)


@router.delete("", status_code=204)
async def clear_faults(world: TheWorld) -> None:
    """Take back all faults."""
    with world.store.transaction():
        world.faults.clear()


@router.delete("/{fault_id}", status_code=204)
async def remove_fault(world: TheWorld, fault_id: int) -> None:
    """Take back one fault."""
    with world.store.transaction():
        if not world.faults.remove(fault_id):
            raise HTTPException(404, f"There is no fault {fault_id}")
