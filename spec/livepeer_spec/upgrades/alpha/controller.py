"""Controller (registry, owner, pause), and what every contract that follows it shares.

All references between contracts are looked up in the Controller at the time of the call, so a new registration takes
effect at once.

Source: deployed Controller, Manager and ManagerProxy.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.hashing import contract_id
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, Hash32, Round, Wei
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, SpecRejection, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import clock
from livepeer_spec.upgrades.alpha.state import Chain, Minter, System

PROXIED = ("BondingManager", "RoundsManager", "JobsManager", "ServiceRegistry")
"""Contracts that run behind a ManagerProxy."""


@event("SetContractInfo(bytes32 id, address contractAddress, bytes20 gitCommitHash)")
class SetContractInfo(NamedTuple):
    """A contract id points to a new address."""

    id: Hash32
    contract_address: Address
    git_commit_hash: bytes


@event("OwnershipTransferred(address indexed previousOwner, address indexed newOwner)")
class OwnershipTransferred(NamedTuple):
    """An owned contract has a new owner."""

    previous_owner: Address
    new_owner: Address


@event("Pause()")
class Pause(NamedTuple):
    """The system is paused."""


@event("Unpause()")
class Unpause(NamedTuple):
    """The system runs again."""


@event("SetController(address controller)")
class SetController(NamedTuple):
    """A contract follows another Controller."""

    controller: Address


@event("ParameterUpdate(string param)")
class ParameterUpdate(NamedTuple):
    """A protocol parameter has a new value."""

    param: str


# What rules ask about the system.


@implements("LP-CTRL-015")
def registered(state: System, call: Call, name: str) -> Address:
    """The address under which the running contract finds ``name``; null when there is none.

    Raises ``NO_DATA`` when the contract follows something that is no Controller.
    """
    # The running contract follows the Controller.
    require(state.controllers[call.to] == state.deployed["Controller"], Reason.NO_DATA, "not following the Controller")
    return state.controller.registry[contract_id(name)].address


@implements("LP-CTRL-015", "LP-PROX-008")
def callee(state: System, call: Call, name: str) -> Address:
    """The contract that answers calls to ``name``, where an answer is needed.

    Raises ``NO_DATA`` when the registered address is not such a contract: the call then finds no code, or code that
    does not know the function; or when it is a proxy whose target has no code, so that no answer comes back. Raises
    ``TARGET_NOT_REGISTERED`` when it is a proxy without target.
    """
    address = silent_callee(state, call, name)
    if address is None:
        raise SpecRejection(Reason.NO_DATA, f"the target of {name} has no code")
    return address


def silent_callee(state: System, call: Call, name: str) -> Address | None:
    """Like :func:`callee`, for functions that return nothing.

    None when it is a proxy whose target has no code: the call then succeeds and does nothing.
    """
    address = registered(state, call, name)
    # Code that can answer is registered.
    require(address == state.deployed[name], Reason.NO_DATA, f"{name} is not registered")
    return None if state.is_proxied(name) and not forward(state, address, name) else address


@implements("LP-PROX-004", "LP-PROX-005", "LP-PROX-006")
def forward(state: System, proxy: Address, name: str) -> bool:
    """Let a ManagerProxy pick its logic; False when the registered target has no code, so that nothing happens.

    Raises ``TARGET_NOT_REGISTERED``, and ``NO_DATA`` when the proxy follows no Controller or when the target does
    not know the function.
    """
    # The proxy follows the Controller.
    require(state.controllers[proxy] == state.deployed["Controller"], Reason.NO_DATA, "not following the Controller")
    target = state.controller.registry[contract_id(name + "Target")].address
    if target == state.deployed[name + "Target"]:
        return True
    # A target is registered.
    require(target != NULL_ADDRESS, Reason.TARGET_NOT_REGISTERED)
    # What is registered either has no code or does not know the function.
    require(target not in state.deployed.values(), Reason.NO_DATA, "the target is another contract")
    return False


def current_minter(state: System, call: Call) -> Minter:
    """The registered Minter. Raises ``NO_DATA`` when the registered address is none."""
    address = registered(state, call, "Minter")
    # A Minter is registered.
    require(address in state.minters, Reason.NO_DATA, "no Minter is registered")
    return state.minters[address]


def require_system_running(state: System, call: Call) -> None:
    """Raises ``SYSTEM_PAUSED``."""
    # The running contract follows the Controller.
    require(state.controllers[call.to] == state.deployed["Controller"], Reason.NO_DATA, "not following the Controller")
    # The system is not paused.
    require(not state.controller.paused, Reason.SYSTEM_PAUSED)


def require_system_paused(state: System, call: Call) -> None:
    """Raises ``SYSTEM_NOT_PAUSED``."""
    # The running contract follows the Controller.
    require(state.controllers[call.to] == state.deployed["Controller"], Reason.NO_DATA, "not following the Controller")
    # The system is paused.
    require(state.controller.paused, Reason.SYSTEM_NOT_PAUSED)


@implements("LP-PROX-007")
def require_controller_owner(state: System, call: Call) -> None:
    """Raises ``NOT_CONTROLLER_OWNER``."""
    # The running contract follows the Controller.
    require(state.controllers[call.to] == state.deployed["Controller"], Reason.NO_DATA, "not following the Controller")
    # The caller owns the Controller.
    require(call.sender == state.controller.owner, Reason.NOT_CONTROLLER_OWNER)


def current_round(state: System, call: Call) -> Round:
    """The current round as the running contract learns it from the RoundsManager.

    Raises ``NO_DATA`` when no RoundsManager is registered, ``DIVISION_BY_ZERO`` while the round length is not set.
    """
    callee(state, call, "RoundsManager")
    return clock.round_at(state.rounds, call.block_number)


@implements("LP-RND-037")
def require_round_initialized(state: System, call: Call) -> Round:
    """The current round, which must be initialized. Raises ``ROUND_NOT_INITIALIZED``."""
    current = current_round(state, call)
    # The current round is initialized.
    require(state.rounds.last_initialized_round == current, Reason.ROUND_NOT_INITIALIZED)
    return current


def send_eth(state: Chain, sender: Address, recipient: Address, amount: Wei) -> None:
    """Move ETH to an account that may refuse it.

    Raises ``NO_DATA`` when the sender has too little or the recipient fails silently, and ``CALLEE_REVERTED`` with the
    recipient's revert data otherwise.
    """
    # The sender has the ETH.
    require(state.eth[sender] >= amount, Reason.NO_DATA, "not enough ETH")
    # The recipient accepts it.
    if recipient in state.refusals:
        data = state.refusals[recipient]
        raise SpecRejection(Reason.CALLEE_REVERTED if data else Reason.NO_DATA, "the recipient refuses ETH", data)
    move_eth(state, sender, recipient, amount)


def move_eth(state: Chain, sender: Address, recipient: Address, amount: Wei) -> None:
    """Move ETH between accounts of which the first has enough."""
    if amount:
        state.eth[sender] -= amount
        state.eth[recipient] = add(state.eth[recipient], amount)


# Transactions.


@transaction("Controller", "setContractInfo(bytes32,address,bytes20)", rejects=[Reason.NOT_OWNER])
@implements("LP-CTRL-001", "LP-CTRL-002", "LP-CTRL-003")
def set_contract_info(state: System, call: Call, id: Hash32, contract_address: Address, git_commit_hash: bytes) -> None:
    """Register ``contract_address`` under ``id``; any earlier value is overwritten, also by the null address."""
    # The caller owns the Controller.
    require(call.sender == state.controller.owner, Reason.NOT_OWNER)
    registration = state.controller.registry[id]
    registration.address = contract_address
    registration.git_commit_hash = git_commit_hash
    emit(call, SetContractInfo(id, contract_address, git_commit_hash))


@transaction(
    "Controller", "updateController(bytes32,address)", rejects=[Reason.NOT_OWNER, Reason.NO_DATA, Reason.NOT_CONTROLLER]
)
@implements("LP-CTRL-001", "LP-CTRL-005", "LP-CTRL-006", "LP-CTRL-007")
def update_controller(state: System, call: Call, id: Hash32, controller: Address) -> None:
    """Make the contract registered under ``id`` follow another Controller."""
    # The caller owns the Controller.
    require(call.sender == state.controller.owner, Reason.NOT_OWNER)
    manager = state.controller.registry[id].address
    # A contract that follows a Controller is registered.
    require(manager in state.controllers, Reason.NO_DATA)
    set_controller(state, call.inner(manager), controller)


@transaction("Controller", "pause()", rejects=[Reason.NOT_OWNER, Reason.PAUSED])
@implements("LP-CTRL-001", "LP-CTRL-008", "LP-CTRL-010")
def pause(state: System, call: Call) -> None:
    """Stop the system."""
    # The caller owns the Controller.
    require(call.sender == state.controller.owner, Reason.NOT_OWNER)
    # The system runs.
    require(not state.controller.paused, Reason.PAUSED)
    state.controller.paused = True
    emit(call, Pause())


@transaction("Controller", "unpause()", rejects=[Reason.NOT_OWNER, Reason.NOT_PAUSED])
@implements("LP-CTRL-001", "LP-CTRL-009", "LP-CTRL-011")
def unpause(state: System, call: Call) -> None:
    """Let the system run."""
    # The caller owns the Controller.
    require(call.sender == state.controller.owner, Reason.NOT_OWNER)
    # The system is paused.
    require(state.controller.paused, Reason.NOT_PAUSED)
    state.controller.paused = False
    emit(call, Unpause())


@transaction("Controller", "transferOwnership(address)", rejects=[Reason.NOT_OWNER, Reason.NEW_OWNER_NULL])
@implements("LP-CTRL-001", "LP-CTRL-013", "LP-CTRL-014")
def transfer_controller_ownership(state: System, call: Call, new_owner: Address) -> None:
    """Give the Controller to ``new_owner``."""
    # The caller owns the Controller.
    require(call.sender == state.controller.owner, Reason.NOT_OWNER)
    # The new owner is an account.
    require(new_owner != NULL_ADDRESS, Reason.NEW_OWNER_NULL)
    previous = state.controller.owner
    state.controller.owner = new_owner
    emit(call, OwnershipTransferred(previous, new_owner))


@transaction("Manager", "setController(address)", rejects=[Reason.NOT_CONTROLLER])
@implements("LP-PROX-001", "LP-PROX-002", "LP-PROX-003")
def set_controller(state: System, call: Call, controller: Address) -> None:
    """Follow another Controller; a proxy answers this itself, whatever its target."""
    # The caller is the Controller that the contract follows.
    require(call.sender == state.controllers[call.to], Reason.NOT_CONTROLLER)
    state.controllers[call.to] = controller
    emit(call, SetController(controller))


# Views.


@view("Controller", "getContractInfo(bytes32)", "address contractAddress,bytes20 gitCommitHash")
@implements("LP-CTRL-004")
def get_contract_info(state: System, call: Call, id: Hash32) -> tuple[Address, bytes]:
    """Address and git commit of the contract ``id``; zeros when it is unknown."""
    registration = state.controller.registry[id]
    return registration.address, registration.git_commit_hash


@view("Controller", "getContract(bytes32)", "address")
@implements("LP-CTRL-004")
def get_contract(state: System, call: Call, id: Hash32) -> Address:
    """Address of the contract ``id``; null when it is unknown."""
    return state.controller.registry[id].address


@view("Controller", "owner()", "address")
def controller_owner(state: System, call: Call) -> Address:
    """The Controller's owner."""
    return state.controller.owner


@view("Controller", "paused()", "bool")
def paused(state: System, call: Call) -> bool:
    """Whether the system is paused."""
    return state.controller.paused


@view("Manager", "controller()", "address")
def controller_of(state: System, call: Call) -> Address:
    """The Controller that a contract follows."""
    return state.controllers[call.to]


@view("ManagerProxy", "targetContractId()", "bytes32")
def target_contract_id(state: System, call: Call) -> Hash32:
    """The id under which a proxy finds its logic; zero for the logic contract itself."""
    names = (name for name, deployed in state.deployed.items() if deployed == call.to and state.is_proxied(name))
    name = next(names, None)
    return NULL_HASH if name is None else contract_id(name + "Target")
