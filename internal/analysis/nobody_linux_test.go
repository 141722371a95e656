package analysis_test

import (
	"os/exec"
	"syscall"
)

// becomeNobody runs a program as a user without rights of its own.
func becomeNobody(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
}
