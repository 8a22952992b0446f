// What go9's assembler knows without #include: the names of Go's textflag.h, funcdata.h and go_tls.h.

#define NOPROF 1
#define DUPOK 2
#define NOSPLIT 4
#define RODATA 8
#define NOPTR 16
#define WRAPPER 32
#define NEEDCTXT 64
#define LOCAL 128
#define TLSBSS 256
#define NOFRAME 512
#define REFLECTMETHOD 1024
#define TOPFRAME 2048
// go9's own: runs on the system stack (//go:systemstack).
#define CFUNC 32768

#define PCDATA_RegMapIndex 0
#define PCDATA_StackMapIndex 1
#define PCDATA_InlTreeIndex 2
#define FUNCDATA_ArgsPointerMaps 0
#define FUNCDATA_LocalsPointerMaps 1
#define FUNCDATA_RegPointerMaps 2
#define FUNCDATA_StackObjects 3
#define FUNCDATA_InlTree 4

// Pointer maps of arguments come from the function's Go declaration; there are no pointers in the
// frame; results are set from here on.
#define GO_ARGS FUNCDATA $FUNCDATA_ArgsPointerMaps, go_args_stackmap(SB)
#define NO_LOCAL_POINTERS FUNCDATA $FUNCDATA_LocalsPointerMaps, no_pointers_stackmap(SB)
#define GO_RESULTS_INITIALIZED PCDATA $PCDATA_StackMapIndex, $1

// g, the record of the running goroutine: `get_tls(CX); MOVQ g(CX), AX`.
#define get_tls(r) MOVQ TLS, r
#define g(r) 0(r)(TLS*1)

#define GOARCH_amd64
