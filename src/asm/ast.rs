//! What the grammar of assembly sources builds: one [`Line`] a statement.

use super::token::AsmReg;
use crate::intern::Name;

/// Labels and what follows them.
#[derive(Debug)]
pub struct Line {
    pub labels: Vec<Name>,
    pub body: Option<Body>,
}

#[derive(Debug)]
pub enum Body {
    Text { symbol: Symbol, flags: Option<Value>, frame: Value, args: Option<Value> },
    Data { symbol: Symbol, width: Value, value: Operand },
    Globl { symbol: Symbol, flags: Option<Value>, size: Value },
    Instruction { op: Name, operands: Vec<Operand> },
}

/// `name<>+offset(BASE)`
#[derive(Clone, Copy, Debug)]
pub struct Symbol {
    pub name: Name,
    /// `<>`: known in this file only.
    pub local: bool,
    pub offset: Option<Value>,
    pub base: AsmReg,
}

/// `offset(base)(index*scale)`, or a symbol in front instead of offset and base.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    pub symbol: Option<Symbol>,
    pub offset: Option<Value>,
    pub base: Option<AsmReg>,
    pub index: Option<(AsmReg, Value)>,
}

impl Address {
    pub fn of_symbol(symbol: Symbol, index: Option<(AsmReg, Value)>) -> Address {
        Address { symbol: Some(symbol), offset: None, base: None, index }
    }
}

#[derive(Debug)]
pub enum Operand {
    Reg(AsmReg),
    /// `DX:AX`
    Pair(AsmReg, AsmReg),
    /// `$expression`
    Constant(Value),
    /// `$"text"`
    Text(Vec<u8>),
    /// `$address`
    AddressOf(Address),
    /// `*address`
    Indirect(Address),
    Address(Address),
    /// An expression without `$`.
    Plain(Value),
    Label(Name),
}

/// The value of an expression: 64 bits, or a float that is only ever negated.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    Int(u64),
    Float(f64),
}

#[derive(Clone, Copy, Debug)]
pub enum BinaryOp {
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Div,
    Rem,
    Shl,
    Shr,
    And,
}

/// A problem found by an action of the grammar.
type Failed = lalrpop_util::ParseError<usize, super::token::Token, String>;

fn fail<T>(text: &str) -> Result<T, Failed> {
    Err(Failed::User { error: text.to_owned() })
}

pub fn negate(x: Value) -> Result<Value, Failed> {
    Ok(match x {
        Value::Int(x) => Value::Int(x.wrapping_neg()),
        Value::Float(x) => Value::Float(-x),
    })
}

pub fn complement(x: Value) -> Result<Value, Failed> {
    match x {
        Value::Int(x) => Ok(Value::Int(!x)),
        Value::Float(_) => fail("a float cannot be complemented"),
    }
}

/// As in Go's assembler: unsigned, shifts by 64 or more give 0, division only of values without
/// the highest bit.
pub fn binary(op: BinaryOp, x: Value, y: Value) -> Result<Value, Failed> {
    let (Value::Int(x), Value::Int(y)) = (x, y) else {
        return fail("floats cannot be combined");
    };
    let shift = u32::try_from(y).unwrap_or(u32::MAX);
    if matches!(op, BinaryOp::Div | BinaryOp::Rem) {
        if y == 0 {
            return fail("division by zero");
        }
        if (x as i64) < 0 {
            return fail("division of a value with its highest bit set");
        }
    }
    Ok(Value::Int(match op {
        BinaryOp::Add => x.wrapping_add(y),
        BinaryOp::Sub => x.wrapping_sub(y),
        BinaryOp::Or => x | y,
        BinaryOp::Xor => x ^ y,
        BinaryOp::Mul => x.wrapping_mul(y),
        BinaryOp::Div => x / y,
        BinaryOp::Rem => x % y,
        BinaryOp::Shl => x.checked_shl(shift).unwrap_or(0),
        BinaryOp::Shr => x.checked_shr(shift).unwrap_or(0),
        BinaryOp::And => x & y,
    }))
}
