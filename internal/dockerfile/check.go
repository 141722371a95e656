package dockerfile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// checkCommand returns the errors of instructions that read no files.
func (c *collector) checkCommand(n *node, cmd instructions.Command) error {
	switch cmd := cmd.(type) {
	case *instructions.VolumeCommand:
		if slices.Contains(cmd.Volumes, "") {
			return errors.New("VOLUME specified can not be an empty string")
		}
	case *instructions.StopSignalCommand:
		return checkSignal(cmd.Signal)
	case *instructions.ExposeCommand:
		return c.checkPorts(n, cmd.Ports)
	}
	return nil
}

// checkSignal accepts numbers but 0, and the names of Linux (github.com/moby/sys/signal, ParseSignal).
func checkSignal(text string) error {
	const names = " ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX "
	if number, err := strconv.Atoi(text); err == nil && number != 0 {
		return nil
	}
	name := strings.TrimPrefix(strings.ToUpper(text), "SIG")
	if name != "" && !strings.Contains(name, " ") && strings.Contains(names, " "+name+" ") {
		return nil
	}
	for prefix, last := range map[string]int{"RTMIN+": 15, "RTMAX-": 14} {
		digits, ok := strings.CutPrefix(name, prefix)
		if number, err := strconv.Atoi(digits); ok && err == nil && number >= 1 && number <= last && digits == strconv.Itoa(number) {
			return nil
		}
	}
	return fmt.Errorf("invalid signal: %s", text)
}

// checkLint returns the error of an invalid value of `# check=` (frontend/dockerfile/linter, ParseLintOptions).
func checkLint(check string, args map[string]string) error {
	if given, ok := args["BUILDKIT_DOCKERFILE_CHECK"]; ok {
		check = given
	}
	if strings.TrimSpace(check) == "" {
		return nil
	}
	for _, option := range strings.SplitN(strings.TrimSpace(check), ";", 3) {
		key, value, ok := strings.Cut(option, "=")
		key = strings.TrimSpace(key)
		if !ok || !slices.Contains([]string{"skip", "experimental", "error"}, key) {
			return fmt.Errorf("failed to parse check options: invalid check option %q", option)
		}
		if _, err := strconv.ParseBool(strings.TrimSpace(value)); key == "error" && err != nil {
			return fmt.Errorf("failed to parse check option %q: %w", option, err)
		}
	}
	return nil
}
