"""The message that an attachment is: libpff can open it, though its Python binding has no word for that. Loaded by `pst_child.py`.

The binding's objects hold a pointer to libpff's own item behind what every Python object begins with. That this is so is seen by what
libpff itself says of the item there; where it is not so, or where the library keeps its functions to itself (Windows), there is no inner
message, and that is told.
"""

import ctypes
from typing import Any

import pypff

_AT = object.__basicsize__  # behind the reference count and the type


def _library() -> Any:
    """libpff's functions inside the binding, None where it does not show them."""
    try:
        library = ctypes.CDLL(pypff.__file__)
        for name in ("libpff_attachment_get_item", "libpff_item_get_identifier", "libpff_item_free", "libpff_error_free"):
            getattr(library, name).restype = ctypes.c_int
    except (OSError, AttributeError):
        return None
    return library


_LIBRARY = _library()


def inner_message(attachment: Any, spare: Any) -> Any:
    """The inner message, in the place of what `spare` was; None where it cannot be opened. OSError."""
    if _LIBRARY is None or not (_is_item(attachment) and _is_item(spare)):
        return None
    item, error = ctypes.c_void_p(), ctypes.c_void_p()
    if _LIBRARY.libpff_attachment_get_item(_place(attachment), ctypes.byref(item), ctypes.byref(error)) != 1 or not item:
        _LIBRARY.libpff_error_free(ctypes.byref(error))
        return None
    held = ctypes.c_void_p.from_address(id(spare) + _AT)
    old = ctypes.c_void_p(held.value)
    held.value = item.value  # the binding frees it with the object
    if _LIBRARY.libpff_item_free(ctypes.byref(old), ctypes.byref(error)) != 1:
        _LIBRARY.libpff_error_free(ctypes.byref(error))
    return spare


def _place(item: Any) -> ctypes.c_void_p:
    return ctypes.c_void_p(ctypes.c_void_p.from_address(id(item) + _AT).value)


def _is_item(item: Any) -> bool:
    """Whether the pointer is where we think it is."""
    number, error = ctypes.c_uint32(), ctypes.c_void_p()
    if item.__class__.__basicsize__ != _AT + 3 * ctypes.sizeof(ctypes.c_void_p):
        return False
    if _LIBRARY.libpff_item_get_identifier(_place(item), ctypes.byref(number), ctypes.byref(error)) != 1:
        _LIBRARY.libpff_error_free(ctypes.byref(error))
        return False
    return bool(number.value == item.identifier)
