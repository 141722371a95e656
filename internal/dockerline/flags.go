package dockerline

import (
	"maps"
	"slices"
	"strings"
)

// flagSet describes the flags of one docker command.
type flagSet struct {
	switches string // flags without a value that do not change what is sent
	values   string // flags with a value that do not change what is sent
	// actions handle the flags that change what is sent.
	actions map[string]action
}

// action handles a flag with its value.
type action func(p *parser, value string) error

// names returns the long names of all flags.
func (s *flagSet) names() []string {
	list := slices.Concat(strings.Fields(s.switches), strings.Fields(s.values), slices.Sorted(maps.Keys(s.actions)))
	return slices.DeleteFunc(list, func(flag string) bool { return !strings.HasPrefix(flag, "--") })
}

// Ignored returns the flags of docker build that do not change what is sent, with their dashes: those without and with a value. Flags with one
// dash are short forms.
func Ignored() (switches, values []string) {
	return strings.Fields(buildSwitches), strings.Fields(buildValues)
}

// The flags of docker build (github.com/docker/cli image/build.go) and docker buildx build (github.com/docker/buildx commands/build.go).
const (
	buildSwitches = "--no-cache --pull --push --load --squash --rm --force-rm --compress --disable-content-trust --check --debug -D --stream"
	buildValues   = "--tag -t --progress --cache-from --cache-to --label --secret --ssh --network --add-host --shm-size --ulimit --memory -m " +
		"--memory-swap --cpu-period --cpu-quota --cpu-shares -c --cpuset-cpus --cpuset-mems --iidfile --metadata-file --provenance --sbom --attest " +
		"--annotation --no-cache-filter --isolation --security-opt --cgroup-parent --allow --call --policy --resource"
)

// podmanSwitches and podmanValues are the flags that podman build and buildah build have in addition.
const (
	podmanSwitches = "--layers --no-hosts --pull-always --pull-never --stdin --tls-verify --omit-history --identity-label --inherit-labels --save-stages --rewrite-timestamp " +
		"--squash-all --all-platforms --compat-volumes --disable-compression --inherit-annotations --logsplit --no-hostname"
	podmanValues = "--format --authfile --cap-add --cap-drop --cert-dir --creds --device --dns --dns-option --dns-search --env --hooks-dir --http-proxy " +
		"--ipc --jobs --logfile --manifest --os --os-feature --os-version --pid --retry --retry-delay --runtime --runtime-flag --sign-by --timestamp " +
		"--source-date-epoch --unsetenv --unsetlabel --userns --userns-uid-map --userns-gid-map --uts --variant --volume -v --cache-ttl --decryption-key --cpp-flag --cw --from --group-add --layer-label --unsetannotation " +
		"--source-policy-file --sbom-output --sbom-image-output --sbom-image-purl-output --sbom-merge-strategy --sbom-purl-output --sbom-scanner-command --sbom-scanner-image"
)

// toolFlags are the flags of docker and podman themselves.
func toolFlags() flagSet {
	return flagSet{switches: "--debug -D --tls --tlsverify --remote -r",
		values: "--config --context -c --host -H --log-level -l --tlscacert --tlscert --tlskey --namespace -n --address -a --root --runroot --storage-driver --storage-opt"}
}

// buildxFlags are the flags of docker buildx.
func buildxFlags() flagSet {
	return flagSet{switches: "--debug -D", actions: map[string]action{"--builder": passAs("--builder")}}
}

// buildFlags are the flags of docker build.
func buildFlags(podman bool) flagSet {
	set := flagSet{switches: buildSwitches + " --quiet -q", values: buildValues, actions: map[string]action{
		"--file": passAs("--file"), "-f": passAs("--file"), "--output": (*parser).output, "-o": (*parser).output, "--print": dropValue,
	}}
	for _, flag := range []string{"--build-arg", "--build-context", "--platform", "--target", "--builder"} {
		set.actions[flag] = passAs(flag)
	}
	if podman {
		set.switches += " " + podmanSwitches
		set.values += " " + podmanValues
		set.actions["--ignorefile"], set.actions["--arch"] = passAs("--ignore-file"), architecture
	}
	return set
}

// composeFlags are the flags of docker compose.
func composeFlags() flagSet {
	project := setTo("COMPOSE_PROJECT_NAME")
	return flagSet{switches: "--all-resources --compatibility --dry-run --verbose --no-ansi", values: "--ansi --progress --parallel", actions: map[string]action{
		"--file": (*parser).composeFile, "-f": (*parser).composeFile, "--profile": addTo("COMPOSE_PROFILES"), "--env-file": addTo("COMPOSE_ENV_FILES"),
		"--project-name": project, "-p": project,
		"--project-directory": refuse("--project-directory", "run ctxsize in that directory, with --compose=FILE for a file elsewhere"),
	}}
}

// composeBuildFlags are the flags of docker compose build.
func composeBuildFlags() flagSet {
	return flagSet{switches: "--no-cache --pull --push --quiet -q --compress --force-rm --no-rm --check --print --parallel",
		values: "--ssh --memory -m --progress --provenance --sbom",
		actions: map[string]action{"--build-arg": passAs("--build-arg"), "--builder": passAs("--builder"),
			"--with-dependencies": refuse("--with-dependencies", "select the dependencies, too, with --service")}}
}

// bakeFlags are the flags of docker buildx bake.
func bakeFlags() flagSet {
	return flagSet{switches: "--load --push --no-cache --pull --check --print --list-targets --list-variables --debug -D",
		values: "--sbom --provenance --policy --call --allow --jobs -j --list --progress --metadata-file",
		actions: map[string]action{"--file": (*parser).bakeFile, "-f": (*parser).bakeFile, "--builder": passAs("--builder"), "--var": (*parser).variable,
			"--set": (*parser).override}}
}
