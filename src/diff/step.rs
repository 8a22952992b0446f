//! In which step of the compiler two functions part ways, as far as their code tells.

use super::{Cause, Difference, Row};
use crate::explain::Lang;

/// A step, in the order in which they run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    /// A call is expanded on one side only.
    Inline,
    /// Other runtime functions are called.
    Walk,
    /// Other values.
    Rules,
    /// The same instructions in another order.
    Schedule,
    RegAlloc,
    Frame,
    /// The same blocks in another order.
    Layout,
    Liveness,
    Positions,
    Assembler,
}

impl Step {
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Step::Inline => lang.pick("inlining", "内联"),
            Step::Walk => lang.pick("walk: other runtime calls", "walk：调用的运行时函数不同"),
            Step::Rules => {
                lang.pick("SSA construction or rewriting: other values", "SSA 构造或重写：值不同")
            }
            Step::Schedule => lang
                .pick("schedule: same instructions, other order", "schedule：指令相同，顺序不同"),
            Step::RegAlloc => lang.pick(
                "register allocation: same values, other registers",
                "寄存器分配：值相同，寄存器不同",
            ),
            Step::Frame => {
                lang.pick("frame layout: same code, other slots", "栈帧布局：代码相同，位置不同")
            }
            Step::Layout => {
                lang.pick("layout: same blocks, other order", "layout：基本块相同，顺序不同")
            }
            Step::Liveness => lang.pick("liveness: other stack maps", "活跃分析：栈指针图不同"),
            Step::Positions => lang.pick("positions: other source lines", "位置信息：源码行号不同"),
            Step::Assembler => lang.pick("assembler: other bytes", "汇编器：编码不同"),
        }
    }
}

/// The first step that a difference points to.
pub fn of(difference: &Difference) -> Option<Step> {
    let Difference::Func { rows, .. } = difference else { return None };
    rows.iter().filter_map(step_of_row).min()
}

fn step_of_row(row: &Row) -> Option<Step> {
    let text = || row.golden.as_ref().or(row.other.as_ref()).map_or("", |(_, t)| t.as_str());
    let sides = [&row.golden, &row.other].into_iter().flatten().map(|(_, t)| t.as_str());
    Some(match row.cause? {
        Cause::Missing | Cause::Extra | Cause::Instruction | Cause::Symbol => {
            sides.map(step_of_instruction).min().unwrap_or(Step::Rules)
        }
        Cause::Constant => Step::Rules,
        Cause::Register => Step::RegAlloc,
        Cause::StackSlot => Step::Frame,
        Cause::Order if is_jump(text()) => Step::Layout,
        Cause::Order => Step::Schedule,
        Cause::JumpTarget => Step::Layout,
        Cause::Liveness => Step::Liveness,
        Cause::Line => Step::Positions,
        Cause::Length | Cause::Relocation | Cause::Encoding => Step::Assembler,
    })
}

fn is_jump(text: &str) -> bool {
    text.starts_with('J')
}

/// What an instruction that only one side has points to.
fn step_of_instruction(text: &str) -> Step {
    let (op, operands) = text.split_once('\t').unwrap_or((text, ""));
    match op {
        // Checks and stack growth come with other code.
        "CALL" if operands.starts_with("runtime.panic") => Step::Rules,
        "CALL" if operands.starts_with("runtime.morestack") => Step::Rules,
        "CALL" if operands.starts_with("runtime.") => Step::Walk,
        "CALL" if operands.ends_with("(SB)") => Step::Inline,
        "PCDATA" | "FUNCDATA" => Step::Liveness,
        _ if is_jump(op) => Step::Layout,
        _ if op.starts_with("MOV") && is_spill(operands) => Step::RegAlloc,
        _ => Step::Rules,
    }
}

/// Moves between registers, and between a register and a temporary's slot.
fn is_spill(operands: &str) -> bool {
    let mut parts = operands.split(", ");
    let (Some(from), Some(to), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let register = |x: &str| !x.is_empty() && x.bytes().all(|b| b.is_ascii_alphanumeric());
    let slot = |x: &str| x.contains(".autotmp_");
    register(from) && (register(to) || slot(to)) || slot(from) && register(to)
}
