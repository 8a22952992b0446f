//! Stretches of code with a purpose that no line of the source names: prologue, checks, barriers.

use serde::Serialize;

use super::Lang;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    StackCheck,
    Prologue,
    PanicCheck,
    Zeroing,
    BoundsCheck,
    DivideCheck,
    ShiftCheck,
    NilCheck,
    WriteBarrier,
    DeferCheck,
    DeferExit,
    Epilogue,
    Morestack,
    PanicFixup,
}

impl Region {
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Region::StackCheck => lang.pick("stack check", "栈检查"),
            Region::Prologue => lang.pick("prologue", "序言"),
            Region::PanicCheck => lang.pick("panic check", "panic 检查"),
            Region::Zeroing => lang.pick("zeroing", "清零"),
            Region::BoundsCheck => lang.pick("bounds check", "边界检查"),
            Region::DivideCheck => lang.pick("division check", "除法检查"),
            Region::ShiftCheck => lang.pick("shift check", "移位检查"),
            Region::NilCheck => lang.pick("nil check", "nil 检查"),
            Region::WriteBarrier => lang.pick("write barrier", "写屏障"),
            Region::DeferCheck => lang.pick("defer check", "defer 检查"),
            Region::DeferExit => lang.pick("defer exit", "defer 出口"),
            Region::Epilogue => lang.pick("epilogue", "尾声"),
            Region::Morestack => "morestack",
            Region::PanicFixup => lang.pick("panic fix-up", "panic 修正"),
        }
    }

    /// Why the code is there.
    pub fn reason(self, lang: Lang) -> &'static str {
        match self {
            Region::StackCheck => lang.pick(
                "goroutines start with small stacks; a function that needs more than is left must move to a larger one first",
                "goroutine 的栈很小；剩下的不够时，函数要先换到更大的栈",
            ),
            Region::Prologue => {
                lang.pick("sets up the frame and the chain of frame pointers", "建立栈帧和帧指针链")
            }
            Region::PanicCheck => lang.pick(
                "this wrapper must not hide its callee from recover",
                "这个包装函数不能妨碍被调函数中的 recover",
            ),
            Region::Zeroing => lang.pick(
                "the stack scanner may look at these words before the program sets them",
                "程序赋值之前，栈扫描就可能看到这些字",
            ),
            Region::BoundsCheck => {
                lang.pick("an index or slice bound must be in range", "下标或切片边界不能越界")
            }
            Region::DivideCheck => {
                lang.pick("a division by zero must panic", "除以零必须 panic")
            }
            Region::ShiftCheck => {
                lang.pick("a negative shift count must panic", "移位数为负必须 panic")
            }
            Region::NilCheck => lang.pick(
                "a nil pointer must panic here, not later",
                "nil 指针必须在这里 panic，不能推迟",
            ),
            Region::WriteBarrier => lang.pick(
                "while the collector marks, writes of pointers to the heap must be reported to it",
                "回收器标记期间，写入堆的指针必须上报",
            ),
            Region::DeferCheck => lang.pick(
                "deferproc returns a second time when a deferred call recovered a panic",
                "延迟函数恢复了 panic 之后，deferproc 会第二次返回",
            ),
            Region::DeferExit => {
                lang.pick("deferred calls run before the function returns", "函数返回之前运行延迟调用")
            }
            Region::Epilogue => lang.pick("takes the frame down and returns", "撤销栈帧并返回"),
            Region::Morestack => {
                lang.pick("out of the way: the stack check leads here", "放在末尾：栈检查不通过时到这里")
            }
            Region::PanicFixup => lang.pick(
                "the panic record takes the callee's arguments for its own deferred call's",
                "让 panic 记录把被调函数的参数当作延迟调用的参数",
            ),
        }
    }
}
