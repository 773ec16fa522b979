package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// cc is the verbs about chaincode that don't change its definition.
func (n *Network) cc(opt options) error {
	if len(opt.verbs) != 2 {
		return usage("cc wants list, package, invoke or query, or serve and members")
	}
	o, ok := n.Topology.organisation(firstOf(opt.flags["org"], "1"))
	if !ok {
		return usage("there is no organisation %s", opt.flags["org"])
	}
	user := firstOf(opt.flags["user"], "admin")
	if !exists(n.user(o, user)) {
		return fail("", "network.sh up enrols the identities of topology.yaml", "%s has no identity %s", o.ID, user)
	}
	name := firstOf(opt.flags["ccn"], n.Topology.Chaincode)
	switch opt.verbs[1] {
	case "list":
		return n.ccList(o)
	case "package":
		return n.ccPackage(o, name, opt)
	case "invoke":
		call, err := wanted(opt, "ccic", `-ccic '{"Args":["room:function","..."]}'`)
		if err != nil {
			return err
		}
		out, err := n.rawInvoke(o, user, name, call)
		fmt.Print(out)
		return err
	case "query":
		call, err := wanted(opt, "ccqc", `-ccqc '{"Args":["room:function","..."]}'`)
		if err != nil {
			return err
		}
		out, err := n.rawQuery(o, user, name, call)
		if err == nil {
			fmt.Println(out)
		}
		return err
	}
	return usage("cc wants list, package, invoke, query or serve, not %s", opt.verbs[1])
}

// ccServe runs a jar as the service of some members under the package id that was agreed
// on, at the same address and with the same keys: the peer can't tell. Without a jar, the
// one that was agreed on. Nobody else's service changes.
func (n *Network) ccServe(members []string, opt options, out *Progress) error {
	d, known := n.deployment(firstOf(opt.flags["ccn"], n.Topology.Chaincode))
	if !known {
		return fail("", "network.sh deployCC", "there is no such chaincode")
	}
	var orgs []Organisation
	for _, member := range members {
		o, ok := n.Topology.organisation(member)
		if !ok {
			return usage("there is no organisation %s", member)
		}
		orgs = append(orgs, o)
	}
	if len(orgs) == 0 {
		return usage("cc serve wants the members whose service it is")
	}
	jar := firstOf(opt.flags["ccp"], n.jarFile(d))
	if !exists(jar) {
		return fail("", "name a jar with -ccp", "there is no chaincode jar to serve: %s", jar)
	}
	if err := inParallel(orgs, func(o Organisation) error { return n.serve(o, d, opt.flags["ccp"]) }); err != nil {
		return err
	}
	out.step("chaincode %s of %s runs from %s", d.Name, strings.Join(members, ", "), jar)
	return nil
}

func (n *Network) serve(o Organisation, d Deployment, jar string) error {
	spec := n.serviceSpec(o, d)
	if jar != "" {
		digest, err := digestOf(jar)
		if err != nil {
			return err
		}
		own := n.org(o, "packages", digest[:16]+".jar")
		if err := copyFile(jar, own); err != nil {
			return err
		}
		spec = n.serviceSpecOf(o, d, own, mainClass(own))
	}
	if _, err := n.start(o, spec); err != nil {
		return err
	}
	if err := n.awaitService(o, d); err != nil {
		return err
	}
	return n.awaitChaincodeAt(o, d)
}

func wanted(opt options, flag, example string) (string, error) {
	if v := opt.flags[flag]; v != "" {
		return v, nil
	}
	return "", usage("cc %s wants %s", opt.verbs[1], example)
}

func (n *Network) ccList(o Organisation) error {
	installed, err := n.asAdmin(o, "lifecycle", "chaincode", "queryinstalled")
	if err != nil {
		return err
	}
	committed, err := n.asAdmin(o, "lifecycle", "chaincode", "querycommitted", "-C", n.Topology.Channel)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%s%s", o.ID, installed, committed)
	return nil
}

// ccPackage writes a package as deployCC would install it next, and prints its id.
func (n *Network) ccPackage(o Organisation, name string, opt options) error {
	jar := firstOf(opt.flags["ccp"], filepath.Join(n.Home, "..", "chaincode", "contracts", "target", "stemma-contracts.jar"))
	digest, err := digestOf(jar)
	if err != nil {
		return fail("", "mvn -q package, or name a jar with -ccp", "there is no chaincode jar to package: %v", err)
	}
	d, known := n.deployment(name)
	if !known {
		d = Deployment{Name: name, Version: "1.0"}
	} else if d.Digest != digest {
		d.Slot, d.Version = 1-d.Slot, fmt.Sprintf("1.%d", d.Sequence)
	}
	d.Version, d.Digest = firstOf(opt.flags["ccv"], d.Version), digest
	file, id, err := n.packageFor(o, d)
	if err != nil {
		return err
	}
	if to := opt.flags["output"]; to != "" {
		if err := copyFile(file, to); err != nil {
			return err
		}
		file = to
	}
	fmt.Printf("%s\n%s\n", strings.TrimSpace(id), file)
	return nil
}
