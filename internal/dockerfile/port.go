package dockerfile

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// checkPorts refuses what EXPOSE may not be (dockerfile2llb, dispatchExpose).
func (c *collector) checkPorts(n *node, words []string) error {
	for _, word := range words {
		if err := c.checkWord(word, n.env); err != nil {
			return err
		}
		ports, err := c.lex.ProcessWords(word, n.env)
		if err != nil {
			return err
		}
		for _, port := range ports {
			if err := checkPort(port); err != nil {
				return fmt.Errorf("invalid port %q: %w", port, err)
			}
		}
	}
	return nil
}

// checkPort reads [[ip:]host:]container[/protocol].
func checkPort(text string) error {
	parts := strings.Split(text, ":")
	last := len(parts) - 1
	container, protocol, _ := strings.Cut(parts[last], "/")
	switch strings.ToLower(protocol) {
	case "", "tcp", "udp", "sctp":
	default:
		return errors.New("invalid proto: " + protocol)
	}
	if container == "" {
		return errors.New("no port specified")
	}
	if last > 1 {
		if err := checkIP(strings.Join(parts[:last-1], ":")); err != nil {
			return err
		}
	}
	first, end, err := portRange(container)
	if err != nil {
		return err
	}
	if last == 0 || parts[last-1] == "" {
		return nil
	}
	hostFirst, hostEnd, err := portRange(parts[last-1])
	if err == nil && end-first != hostEnd-hostFirst && end != first {
		err = fmt.Errorf("invalid ranges specified for container and host ports: %s and %s", container, parts[last-1])
	}
	return err
}

func checkIP(ip string) error {
	if strings.HasPrefix(ip, "[") {
		host, _, err := net.SplitHostPort(ip + ":")
		if err != nil {
			return fmt.Errorf("invalid IP address %s: %w", ip, err)
		}
		ip = host
	}
	if ip != "" && net.ParseIP(ip) == nil {
		return errors.New("invalid IP address: " + ip)
	}
	return nil
}

// portRange reads one port or first-last.
func portRange(text string) (first, last int, err error) {
	start, end, ranged := strings.Cut(text, "-")
	if first, err = portNumber(start); err != nil {
		return 0, 0, err
	}
	if !ranged || start == end {
		return first, first, nil
	}
	if last, err = portNumber(end); err != nil {
		return 0, 0, err
	}
	if last < first {
		return 0, 0, errors.New("invalid port range: " + text)
	}
	return first, last, nil
}

func portNumber(text string) (int, error) {
	port, err := strconv.ParseInt(text, 10, 0)
	if err != nil || port < 0 || port > 65535 {
		return 0, fmt.Errorf("invalid port number %q", text)
	}
	return int(port), nil
}
